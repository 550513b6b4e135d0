/// <reference types="chrome" />
import { CLOSE_COVER, COVER_PORT, type CoverKind, type CoverOpen } from '../messages/cover.ts';
import { afterDocumentOpen } from './document-open.ts';

/** https://wicg.github.io/document-picture-in-picture/, as far as it is used here. TypeScript's library does not have it yet. */
declare global {
  interface Window {
    readonly documentPictureInPicture?: EventTarget & { readonly window: Window | null };
  }
}

/**
 * Reports every picture-in-picture window of the page to the worker, as long as it is open, and closes it if the user wants that. A page
 * without one has the cost of two listeners.
 * @returns adds the listeners again, after `document.open()`.
 */
export function watchPictureInPicture(): () => void {
  const documents = window.documentPictureInPicture;
  documents?.addEventListener('enter', () => {
    const cover = documents.window;
    // The page cannot remove or block a listener of this world on the window's own `pagehide`.
    if (cover)
      connectCover(
        'document',
        (over) => cover.addEventListener('pagehide', over),
        () => cover.close(),
      );
  });
  const attach = () => addEventListener('enterpictureinpicture', onVideo, true);
  attach();
  return attach;
}

function onVideo({ target: video }: Event): void {
  if (video) connectCover('video', (over) => onVideoEnd(video, over), exitVideo);
}

/** `document.open()` removes the video and its listeners while its window stays open. */
function onVideoEnd(video: EventTarget, over: () => void): void {
  const attach = () => video.addEventListener('leavepictureinpicture', leave);
  const stop = afterDocumentOpen(attach);
  const leave = (): void => {
    stop();
    over();
  };
  attach();
}

function exitVideo(): void {
  document.exitPictureInPicture().catch(() => undefined);
}

/** @param onOver called with the callback for the close of the window. */
function connectCover(kind: CoverKind, onOver: (over: () => void) => void, close: () => void): void {
  const ports = new Set<chrome.runtime.Port>();
  const speak = (port: chrome.runtime.Port): void => {
    if (port.name !== COVER_PORT) return;
    ports.add(port);
    port.onMessage.addListener((message: unknown) => message === CLOSE_COVER && close());
    port.onDisconnect.addListener(() => ports.delete(port));
    const open: CoverOpen = { kind };
    port.postMessage(open);
  };
  // A worker that has started since then requests the connection when a sheet opens.
  chrome.runtime.onConnect.addListener(speak);
  onOver(() => {
    chrome.runtime?.onConnect?.removeListener(speak);
    for (const port of ports) port.disconnect();
  });
  speak(chrome.runtime.connect({ name: COVER_PORT }));
}
