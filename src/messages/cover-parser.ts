import * as v from 'valibot';
import { messageParser } from './message-parser.ts';
import type { CoverOpen } from './cover.ts';
import { COVER_KINDS } from './cover.ts';

const cover = v.object({ kind: v.picklist(COVER_KINDS) });

/** What a content script says of its page's picture-in-picture window, or nothing for what is no such message. */
export const parseCover = messageParser<CoverOpen>()(cover);
