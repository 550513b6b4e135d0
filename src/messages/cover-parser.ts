import * as v from 'valibot';
import { messageParser } from './message-parser.ts';
import type { CoverOpen } from './cover.ts';
import { COVER_KINDS } from './cover.ts';

const cover = v.object({ kind: v.picklist(COVER_KINDS) });

/** Parses a content script's message about a picture-in-picture window; undefined if it is invalid. */
export const parseCover = messageParser<CoverOpen>()(cover);
