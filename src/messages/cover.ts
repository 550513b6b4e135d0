/**
 * Between the worker and the content script of a page that has a picture-in-picture window open: such a window stays on top of all others
 * and shows what the page wants, so it can cover the sheet. Over one runtime port for each window, opened by the page's side when the
 * window opens, and by the worker's when a sheet does.
 */
export const COVER_PORT = 'cover';

/** `document`: a window with any content, which takes clicks and keys; `video`: one that shows a video. */
export const COVER_KINDS = ['document', 'video'] as const;

export type CoverKind = (typeof COVER_KINDS)[number];

/** From the content script, as long as the port is open: there is such a window. */
export interface CoverOpen {
  readonly kind: CoverKind;
}

/** From the worker: the user wants it closed. */
export const CLOSE_COVER = 'close';
