import * as v from 'valibot';
import type { CoverOpen } from './cover.ts';
import { COVER_KINDS } from './cover.ts';

const cover = v.object({ kind: v.picklist(COVER_KINDS) });

/** What a content script says of its page's picture-in-picture window, or nothing for what is no such message. */
export function parseCover(message: unknown): CoverOpen | undefined {
  const parsed = v.safeParse(cover, message);
  return parsed.success ? parsed.output : undefined;
}
