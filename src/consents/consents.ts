import type { Clock } from '../model/clock.ts';
import { TenderError } from '../model/errors.ts';
import type { ConsentPages } from './consent-pages.ts';

/** How long a wallet's question is waited for, in milliseconds. Wallets give an interaction ten minutes. */
export const CONSENT_LIFE = 10 * 60_000;

/** A question of the wallet to the user whose answer was not taken yet. */
export interface PendingConsent {
  /** When it was asked for, milliseconds since the epoch. */
  readonly askedAt: number;
  /** Where the wallet has sent the user back; stored, so that a death before `finish` loses nothing. */
  readonly returnUrl?: string;
}

/** What consents are for: payments, allowances. An owner stores each consent with what it is for, under the same id. */
export interface ConsentOwner {
  /** The consent that is pending under an id, if there is one. */
  pending(id: string): Promise<PendingConsent | undefined>;
  /** Stores the address to which the wallet sent the user back, where a consent waits for it and none is stored yet. @returns whether it did. */
  keepReturn(id: string, url: string): Promise<boolean>;
  /** Takes the wallet's answer from the stored address. May be called again after a death in the middle. */
  finish(id: string): Promise<void>;
  /** Ends what the consent is for: `consent-closed` or `consent-expired`. */
  end(id: string, error: TenderError): Promise<void>;
  /** Waits, in this worker, for a consent whose page is open. Absent where only the worker's alarms look at it. */
  wait?(id: string): void;
  /** Asks the wallet anew, as its page was never shown or is gone with the browser. Absent where that ends the consent. */
  askAgain?(id: string): void;
}

/**
 * The one state machine of visits to wallets' pages. A consent is pending until the wallet sends the user back, the user closes the page,
 * or its time is over; the first of these counts.
 */
export class Consents {
  readonly #owner: ConsentOwner;
  readonly #pages: ConsentPages;
  readonly #clock: Clock;

  constructor(owner: ConsentOwner, pages: ConsentPages, clock: Clock) {
    this.#owner = owner;
    this.#pages = pages;
    this.#clock = clock;
  }

  /** The wallet sent the user back to `url`. @returns whether a consent waited for that. */
  async returned(id: string, url: string): Promise<boolean> {
    if (!(await this.#owner.keepReturn(id, url))) return false;
    await this.#pages.close(id);
    await this.#owner.finish(id);
    return true;
  }

  /** The user closed the wallet's page. */
  async closed(id: string): Promise<void> {
    const consent = await this.#owner.pending(id);
    if (consent && consent.returnUrl === undefined) await this.#owner.end(id, new TenderError('consent-closed'));
  }

  /** Takes up a consent where it stands, after the worker's death or at an alarm. Does nothing where none is pending. */
  async resume(id: string): Promise<void> {
    const consent = await this.#owner.pending(id);
    if (!consent) return;
    if (consent.returnUrl !== undefined) await this.#owner.finish(id);
    else if (consent.askedAt + CONSENT_LIFE < this.#clock.now()) await this.#giveUp(id, new TenderError('consent-expired'));
    else if (await this.#pages.isOpen(id)) this.#owner.wait?.(id);
    else if (this.#owner.askAgain) this.#owner.askAgain(id);
    else await this.#giveUp(id, new TenderError('consent-closed'));
  }

  async #giveUp(id: string, error: TenderError): Promise<void> {
    await this.#owner.end(id, error);
    await this.#pages.close(id);
  }
}
