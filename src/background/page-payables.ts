import type { Runtime } from 'webextension-polyfill';
import type { FoundPayable } from '../messages/manual-payment.ts';
import type { PagePayables } from '../messages/page-payables.ts';
import { SCAN_PAGE } from '../messages/page-payables.ts';
import { parsePagePayables } from '../messages/page-payables-parser.ts';
import type { Rail } from '../model/rail.ts';
import { browser } from '../platform/browser.ts';
import type { OnPage } from '../controllers/environment.ts';
import type { Badge } from './badge.ts';
import { MANUAL_KINDS, parsePayable } from '../controllers/manual-payment/parse-payable.ts';

const NOTHING: OnPage = { found: [], more: 0 };
/** A page that hangs is not waited for. */
const ANSWERS_WITHIN = 1_000;

/** What the pages in front have to pay. Nothing of it is kept: the badge is the tab's own and goes with its page, and the popup has the page asked anew. */
export class PageScanner {
  readonly #rails: ReadonlyMap<string, Rail>;
  readonly #badge: Badge;

  constructor(rails: ReadonlyMap<string, Rail>, badge: Badge) {
    this.#rails = rails;
    this.#badge = badge;
  }

  /** A page has something, or no longer has: its tab's badge says how many. */
  async told(message: unknown, sender: Runtime.MessageSender): Promise<void> {
    const found = parsePagePayables(message);
    const tabId = sender.tab?.id;
    if (!found || tabId === undefined || sender.frameId !== 0 || sender.id !== browser.runtime.id) return;
    await this.#count(tabId, found, sender.url);
  }

  /** Has the page in front looked at again. */
  async onPageInFront(): Promise<OnPage> {
    const tabId = await tabInFront().catch(() => undefined);
    if (tabId === undefined) return NOTHING;
    // Of a page into which no extension may look there is nothing to say.
    return this.#lookAt(tabId).catch(() => ({ ...NOTHING, inFront: { tabId } }));
  }

  async #lookAt(tabId: number): Promise<OnPage> {
    const frame = await topFrame(tabId);
    if (!frame) return { ...NOTHING, inFront: { tabId } };
    // To this very document: what another one answers would be said to stand at this one's origin.
    const to = frame.documentId === undefined ? { frameId: 0 } : { documentId: frame.documentId };
    // A page that has nothing and to which nobody turned yet does not listen.
    const answer = browser.tabs.sendMessage(tabId, SCAN_PAGE, to).catch(() => undefined);
    const found = parsePagePayables(await inTime(answer));
    const inFront = { tabId, origin: frame.origin };
    if (found) void this.#count(tabId, found, frame.url);
    return found ? { found: this.#listed(found, frame.url), more: found.more, inFront } : { ...NOTHING, inFront };
  }

  async #count(tabId: number, found: PagePayables, pageUrl: string | undefined): Promise<void> {
    await this.#badge.showFound(tabId, this.#listed(found, pageUrl).length + found.more);
  }

  /** Those that a rail can pay, each once; the page itself first, if it is a hosted checkout. */
  #listed({ payables, isCheckout }: PagePayables, pageUrl: string | undefined): readonly FoundPayable[] {
    const listed = new Map<string, FoundPayable>();
    const checkout = isCheckout && this.#hasHostedPages ? checkoutAt(pageUrl) : undefined;
    if (checkout) listed.set(checkout.url, checkout);
    for (const { url, text } of payables) {
      const payable = this.#payable(url);
      if (payable && !listed.has(payable.url)) listed.set(payable.url, text === '' ? payable : { ...payable, text });
    }
    return [...listed.values()];
  }

  get #hasHostedPages(): boolean {
    return [...this.#rails.values()].some(({ readHostedRequest }) => readHostedRequest !== undefined);
  }

  #payable(text: string): FoundPayable | undefined {
    try {
      const { kind, target } = parsePayable(this.#rails, text);
      const known = MANUAL_KINDS.find((brought) => brought === kind);
      return known && { url: target, host: new URL(target).host, kind: known };
    } catch {
      return undefined;
    }
  }
}

/**
 * A page that says that it is a hosted checkout, by its own address. Whether a known gateway hosts it is read only after the user's press,
 * as nobody is asked before.
 */
function checkoutAt(pageUrl = ''): FoundPayable | undefined {
  if (!URL.canParse(pageUrl)) return undefined;
  const { protocol, origin, pathname, host } = new URL(pageUrl);
  const isOffered = protocol === 'https:' || (__DEV_HOSTS__ && protocol === 'http:');
  return isOffered ? { url: `${origin}${pathname}`, host, kind: 'checkout' } : undefined;
}

/** The page that a tab shows, if it is one of the web. */
async function topFrame(
  tabId: number,
): Promise<{ readonly url: string; readonly origin: string; readonly documentId?: string } | undefined> {
  const frame = await browser.webNavigation.getFrame({ tabId, frameId: 0 });
  if (!frame?.url || !/^https?:/.test(frame.url)) return undefined;
  const { url, documentId } = frame;
  const { origin } = new URL(url);
  return documentId === undefined ? { url, origin } : { url, origin, documentId };
}

/** The origin of the page that a tab shows. */
export async function originOf(tabId: number): Promise<string | undefined> {
  return (await topFrame(tabId))?.origin;
}

/** The URL of the page that a tab shows. */
export async function urlOf(tabId: number): Promise<string | undefined> {
  return (await topFrame(tabId))?.url;
}

/** The tab in front of the browser's window in front. The sheet's own window is none: then it is clear which one is meant only while there is one. */
async function tabInFront(): Promise<number | undefined> {
  const [focused] = await browser.tabs.query({ active: true, lastFocusedWindow: true, windowType: 'normal' });
  if (focused) return focused.id;
  const [only, ...others] = await browser.tabs.query({ active: true, windowType: 'normal' });
  return others.length === 0 ? only?.id : undefined;
}

function inTime<T>(answer: Promise<T>): Promise<T | undefined> {
  return Promise.race([answer, new Promise<undefined>((resolve) => setTimeout(() => resolve(undefined), ANSWERS_WITHIN))]);
}
