import { setTimeout as sleep } from 'node:timers/promises';
import * as v from 'valibot';
import type { Tab, Tabs } from './tabs.ts';

/** The result of a purchase for the user: the shop says that it is paid, or the sheet or the shop says that it is not. */
export interface End {
  readonly kind: 'paid' | 'told' | 'stuck';
  /** The text of the shop or the sheet; for `stuck`, the text of the screen. */
  readonly words: string;
}

/** The URL of the sheet, and the user's login. */
export interface SimulatedUserOptions {
  readonly tabs: Tabs;
  readonly sheetUrl: string;
  readonly login: { readonly user: string; readonly password: string };
  /** Milliseconds for which a user waits for a result. */
  readonly patienceMs: number;
}

const LOOK_EVERY_MS = 25;
const MAX_VISITS = 5;

const sheetSeen = v.object({ face: v.string(), isAway: v.boolean(), canPay: v.boolean(), words: v.string() });
type SheetSeen = v.InferOutput<typeof sheetSeen>;

const PAY = `document.querySelector('button[data-pay][aria-disabled="false"]:not([aria-busy="true"])')`;
const PUT_AWAY = `[...document.querySelectorAll('button')].find((button) => /^(Back to the shop|Close|Cancel)$/.test(button.innerText))`;
const LOOK_AT_SHEET = `(() => {
  const main = document.querySelector('main');
  return {
    face: main?.dataset.face ?? '',
    isAway: main?.getAttribute('aria-busy') === 'true',
    canPay: ${PAY} !== null,
    words: (main?.innerText ?? '').replaceAll(/\\s+/g, ' ').slice(0, 160),
  };
})()`;

/** Logs in on a wallet's page if necessary, otherwise accepts; once on each page. */
const giveConsentScript = (login: SimulatedUserOptions['login']): string => `(() => {
  if (document.readyState !== 'complete' || document.body.dataset.pressed) return;
  const press = (words) => {
    const button = [...document.querySelectorAll('button')].find(({ innerText }) => innerText === words);
    if (button) document.body.dataset.pressed = 'yes';
    button?.click();
  };
  const user = document.querySelector('input[name=user]');
  if (!user) return press('Allow');
  user.value = ${JSON.stringify(login.user)};
  document.querySelector('input[name=password]').value = ${JSON.stringify(login.password)};
  press('Log in');
})()`;

/** A shopper who presses the available buttons until there is a result. */
export class SimulatedUser {
  readonly #options: SimulatedUserOptions;

  constructor(options: SimulatedUserOptions) {
    this.#options = options;
  }

  /** Opens a product of the shop. Resolves when its checkout is ready. @returns the shop's page. */
  async visit(url: string): Promise<Tab> {
    const shop = await this.#options.tabs.open(url);
    const isReady = `document.querySelector('button[data-order]')?.disabled === false`;
    const isRefused = `(document.getElementById('status')?.textContent.trim() ?? '') !== ''`;
    for (let tries = 1; ; tries += 1) {
      await shop.until(`${isReady} || ${isRefused}`);
      if ((await shop.evaluate(isReady)) === true) return shop;
      if (tries === MAX_VISITS) throw new Error('the shop opens no checkout');
      // One of the servers that the shop asked did not answer in time: the page is loaded again, as a user would.
      await shop.evaluate(`document.getElementById('status').textContent = ''; location.reload()`);
    }
  }

  /** Presses the shop's button and continues to the end. */
  async buy(shop: Tab): Promise<End> {
    await shop.click(`document.querySelector('#pay')`);
    return this.continueToEnd(shop);
  }

  async continueToEnd(shop: Tab, patienceMs = this.#options.patienceMs): Promise<End> {
    const deadline = Date.now() + patienceMs;
    for (;;) {
      const said = await this.#shopSays(shop);
      if (said === 'Paid') return { kind: 'paid', words: said };
      if (said !== undefined) return { kind: 'told', words: said };
      const seen = await this.lookAtSheet();
      if (seen && !seen.isAway && ['failed', 'expired', 'declined'].includes(seen.face)) return { kind: 'told', words: seen.words };
      if (Date.now() > deadline) return { kind: 'stuck', words: this.#screen(seen) };
      if (seen?.canPay) await this.pressPay();
      await this.giveConsent();
      await sleep(LOOK_EVERY_MS);
    }
  }

  /** The content of the sheet, if it is open. */
  async lookAtSheet(): Promise<SheetSeen | undefined> {
    const sheet = await this.#sheet();
    const seen = await sheet?.evaluate(LOOK_AT_SHEET).catch(() => undefined);
    return seen === undefined ? undefined : v.parse(sheetSeen, seen);
  }

  /** @returns false if there was no button. */
  async pressPay(): Promise<boolean> {
    const sheet = await this.#sheet();
    return (await sheet?.click(PAY).catch(() => false)) ?? false;
  }

  /** Accepts on the consent page, if it is open. */
  async giveConsent(): Promise<void> {
    const { tabs, login } = this.#options;
    const page = await tabs.find(isConsent);
    await page?.evaluate(giveConsentScript(login)).catch(() => undefined);
  }

  /** Closes what a purchase has left open. */
  async closeAll(shop: Tab): Promise<void> {
    const { tabs, sheetUrl } = this.#options;
    const sheet = await this.#sheet();
    await sheet?.click(PUT_AWAY).catch(() => false);
    await tabs.closeAll((url) => isConsent(url) || url.startsWith(sheetUrl));
    await shop.close();
  }

  #sheet(): Promise<Tab | undefined> {
    return this.#options.tabs.find((url) => url.startsWith(this.#options.sheetUrl));
  }

  /** The shop's final message; undefined while it waits. */
  async #shopSays(shop: Tab): Promise<string | undefined> {
    const said = await shop.evaluate(`document.getElementById('status').textContent.trim()`).catch(() => '');
    const words = v.parse(v.string(), said);
    return /^(|Waiting for your wallet…|Checking…)$/.test(words) ? undefined : words;
  }

  #screen(seen: SheetSeen | undefined): string {
    const sheet = seen ? `sheet ${seen.face}${seen.isAway ? ' (away)' : ''}: ${seen.words}` : 'no sheet';
    return `${sheet}; tabs: ${this.#options.tabs.urls().join(', ')}`;
  }
}

/** Whether it is the consent page of a demo wallet, or its login page. */
export function isConsent(url: string): boolean {
  return /\/consent\/|next=%2Fconsent/.test(url);
}
