import type { Clock } from '../model/clock.ts';
import { TenderError } from '../model/errors.ts';
import type { ConsentPages } from './consent-pages.ts';

/** Milliseconds after which a consent expires. Wallets keep an interaction open for ten minutes. */
export const CONSENT_LIFE = 10 * 60_000;

/** A consent whose result was not read yet. */
export interface PendingConsent {
  /** Time of the request, in milliseconds since the epoch. */
  readonly askedAt: number;
  /** The finish redirect; stored, so that it is not lost if the worker stops before `finish`. */
  readonly returnUrl?: string;
}

/** What consents are for: payments, allowances. An owner stores each consent with its payment or allowance, under the same id. */
export interface ConsentOwner {
  /** The pending consent with an id, if there is one. */
  pending(id: string): Promise<PendingConsent | undefined>;
  /** Stores the finish redirect if a consent waits for it and none is stored yet. @returns whether it was stored. */
  keepReturn(id: string, url: string): Promise<boolean>;
  /** Reads the wallet's result from the stored finish redirect. May be repeated after the worker was stopped. */
  finish(id: string): Promise<void>;
  /** Ends the payment or allowance: `consent-closed` or `consent-expired`. */
  end(id: string, error: TenderError): Promise<void>;
  /** Waits in this worker for a consent whose page is open. Absent if only the worker's alarms check it. */
  wait?(id: string): void;
  /** Requests the grant again if its page was never shown or was closed with the browser. Absent if that ends the consent. */
  askAgain?(id: string): void;
}

/**
 * The state machine of consents. A consent is pending until the wallet redirects the user, the user closes the page, or it expires; the
 * first of these counts.
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

  /** The wallet redirected the user to `url`. @returns whether a consent was waiting for it. */
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

  /** Resumes a consent from its state, after a stop of the worker or at an alarm. No effect if none is pending. */
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
