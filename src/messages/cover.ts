/**
 * Messages between the worker and the content script of a page with an open picture-in-picture window. Such a window stays on top of all
 * others with content of the page, so it can cover the sheet. There is one runtime port for each window; the content script opens it when
 * the window opens, and the worker when a sheet opens.
 */
export const COVER_PORT = 'cover';

/** `document`: a window with any content, which accepts clicks and keys; `video`: a window with a video. */
export const COVER_KINDS = ['document', 'video'] as const;

export type CoverKind = (typeof COVER_KINDS)[number];

/** From the content script: there is such a window as long as the port is open. */
export interface CoverOpen {
  readonly kind: CoverKind;
}

/** From the worker: the user wants to close it. */
export const CLOSE_COVER = 'close';
