import type { Runtime } from 'webextension-polyfill';
import type { PageSource } from '../model/intent.ts';
import { browser } from '../platform/browser.ts';

/** The extension's own pages that may speak to the worker, by their path in the build. */
export const SHEET_PAGE = 'src/popup/index.html';
export const OPTIONS_PAGE = 'src/options/index.html';

/** What the browser says of the document behind a port. `documentId` and `origin` are Chromium's and newer than the polyfill's types. */
type Sender = Runtime.MessageSender & { readonly documentId?: string; readonly origin?: string };

/** True for a port that the extension's own page at `path` opened, and for nothing else. */
export function isOwnPage(port: Runtime.Port, path: string): boolean {
  const sender = port.sender;
  if (sender?.id !== browser.runtime.id || sender.url === undefined) return false;
  // Compared as text: of an extension's URL `origin` may read "null", which every such URL would equal.
  const [address] = sender.url.split(/[?#]/);
  return address === browser.runtime.getURL(path);
}

/**
 * Where a page's port comes from, as the browser says it; nothing for a port that is not a content script's in a web page.
 * An opaque origin (sandboxed, data:) is nobody, and gets nothing.
 */
export async function pageSource(port: Runtime.Port): Promise<PageSource | undefined> {
  const sender: Sender | undefined = port.sender;
  const { tab, frameId, documentId, origin } = sender ?? {};
  if (sender?.id !== browser.runtime.id || tab?.id === undefined || frameId === undefined || !isWebOrigin(origin)) return undefined;
  const topOrigin = frameId === 0 ? origin : await topOriginOf(tab.id);
  if (!isWebOrigin(topOrigin)) return undefined;
  return { kind: 'page', origin, topOrigin, tabId: tab.id, frameId, documentId: documentId ?? '' };
}

async function topOriginOf(tabId: number): Promise<string | undefined> {
  const frame = await browser.webNavigation.getFrame({ tabId, frameId: 0 });
  return frame?.url && URL.canParse(frame.url) ? new URL(frame.url).origin : undefined;
}

function isWebOrigin(origin: string | undefined): origin is string {
  return origin !== undefined && /^https?:\/\//.test(origin);
}
