/// <reference types="chrome" />
import { CLOSE_COVER, COVER_PORT, type CoverKind, type CoverOpen } from '../messages/cover.ts';
import { afterDocumentOpen } from './document-open.ts';

/** https://wicg.github.io/document-picture-in-picture/ as far as it is used here; not in TypeScript's own library yet. */
declare global {
  interface Window {
    readonly documentPictureInPicture?: EventTarget & { readonly window: Window | null };
  }
}

/**
 * Tells the worker of every picture-in-picture window that the page opens, for as long as it is open, and closes it when the user wants
 * that. A page without one costs two listeners.
 * @returns listens again, after `document.open()`.
 */
export function watchPictureInPicture(): () => void {
  const documents = window.documentPictureInPicture;
  documents?.addEventListener('enter', () => {
    const cover = documents.window;
    // The page can neither reach nor stop a listener of this world on the window's own `pagehide`.
    if (cover)
      hold(
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
  if (video) hold('video', (over) => onLeaving(video, over), exitVideo);
}

/** A page that writes itself anew takes the video, and its listeners, away while its window is still there. */
function onLeaving(video: EventTarget, over: () => void): void {
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

/** @param onOver called with what is to happen when the window is gone. */
function hold(kind: CoverKind, onOver: (over: () => void) => void, close: () => void): void {
  const ports = new Set<chrome.runtime.Port>();
  const speak = (port: chrome.runtime.Port): void => {
    if (port.name !== COVER_PORT) return;
    ports.add(port);
    port.onMessage.addListener((message: unknown) => message === CLOSE_COVER && close());
    port.onDisconnect.addListener(() => ports.delete(port));
    const open: CoverOpen = { kind };
    port.postMessage(open);
  };
  // A worker that has slept since asks by itself when a sheet opens.
  chrome.runtime.onConnect.addListener(speak);
  onOver(() => {
    chrome.runtime?.onConnect?.removeListener(speak);
    for (const port of ports) port.disconnect();
  });
  speak(chrome.runtime.connect({ name: COVER_PORT }));
}
