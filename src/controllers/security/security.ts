import type { PasskeyAssertion, PasskeyQuestion } from '../../messages/passkey.ts';
import type { SheetSafety } from '../../messages/sheet.ts';
import { toWire } from '../../model/amount.ts';
import type { Clock } from '../../model/clock.ts';
import { TenderError } from '../../model/errors.ts';
import type { Journal } from '../../model/journal.ts';
import type { LimitCheck, SpendingLimits } from '../../limits/spending-limits.ts';
import { exceededLimit, hasLimit, limitQuestions, remainingToday } from '../../limits/spending-limits.ts';
import type { Payment } from '../../model/payment.ts';
import type { PasskeyReason, SecuritySettings } from '../../limits/security-settings.ts';
import { afterFailure, startOfDay, isLocked, NO_TRIES, passkeyReason, uncoveredReason } from '../../limits/security-settings.ts';
import type { ChallengeUse, Passkey, SafetyStore } from '../../storage/safety.ts';
import { verifyAssertion } from './assertion.ts';
import { fromBase64url, toBase64url } from './bytes.ts';

/** What changes of the settings sign, as their subject. */
const CHANGE = 'change';

export interface SecurityDeps {
  readonly store: SafetyStore;
  readonly journal: Pick<Journal, 'spent'>;
  readonly clock: Clock;
  /** Origin of the extension's own pages. */
  readonly origin: string;
  /** The computer's time zone, by its IANA name. */
  readonly zone: () => string;
  /** Told of each use while a lock is set: sees to it that `lock` is called when so many minutes have passed without another. */
  readonly onUse: (lockAfter: number) => void;
}

/** The user's own limits and their passkey: what the sheet says of them, and who may pass. */
export class Security {
  readonly #deps: SecurityDeps;
  /** One after the other: a challenge is made once, a try is counted once. */
  #queue: Promise<unknown> = Promise.resolve();

  constructor(deps: SecurityDeps) {
    this.#deps = deps;
  }

  async caps(): Promise<SpendingLimits> {
    return (await this.#deps.store.settings()).caps;
  }

  async hasPasskey(): Promise<boolean> {
    return (await this.#deps.store.passkey()) !== undefined;
  }

  /** What stands between a priced payment and its approval. */
  async viewOf(payment: Payment): Promise<SheetSafety | undefined> {
    if (payment.state !== 'quoted' || !payment.quote || payment.digest === undefined) return undefined;
    try {
      return { ...(await this.#limits(payment)), ...(await this.#question(payment, payment.digest)) };
    } catch {
      return { unreadable: true };
    }
  }

  /**
   * Lets the user's yes pass, or throws.
   * @throws {TenderError} `refused` where the passkey is needed and its assertion is missing or wrong; `storage-failed`.
   */
  async admit(payment: Payment, digest: string, assertion: PasskeyAssertion | undefined): Promise<void> {
    if (!payment.quote) return;
    if ((await this.#reason(payment)) === undefined) return;
    await this.verify('approve', digest, assertion);
    await this.used(await this.#deps.store.settings());
  }

  /** The user did something. While Tender is locked that changes nothing. */
  async touch(): Promise<void> {
    const { store, clock } = this.#deps;
    const settings = await store.settings();
    if (settings.lockAfter === undefined || isLocked(settings, await store.usedAt(), clock.now())) return;
    await this.used(settings);
  }

  /** Notes that Tender was used just now, by whoever may open its lock. */
  async used({ lockAfter }: SecuritySettings): Promise<void> {
    await this.#deps.store.putUsedAt(this.#deps.clock.now());
    if (lockAfter !== undefined) this.#deps.onUse(lockAfter);
  }

  /** Locks now, whatever the clock says: it may have been set back meanwhile. Means nothing where no lock is set. */
  async lock(): Promise<void> {
    await this.#deps.store.putUsedAt(0);
  }

  /** Since when payments count in a limit of the day of `at`. */
  async startOfDay(at: number): Promise<number> {
    return startOfDay(await this.#deps.store.settings(), midnightBefore(at), at, this.#deps.zone());
  }

  /** The time zone that new settings are for. */
  get zone(): string {
    return this.#deps.zone();
  }

  /** What the passkey has to sign for a change of the settings, or to be made. */
  challengeForChange(): Promise<string> {
    return this.#inTurn(async () => toBase64url(await this.#challenge('change', CHANGE)));
  }

  /** Until when no try is looked at. */
  async waitUntil(): Promise<number | undefined> {
    const { until } = await this.#deps.store.tries();
    return until > this.#deps.clock.now() ? until : undefined;
  }

  /** Checks the assertion for a change of the settings; none is needed without a passkey. @throws {TenderError} `refused`. */
  async admitChange(assertion: PasskeyAssertion | undefined): Promise<void> {
    if (await this.hasPasskey()) await this.verify('change', CHANGE, assertion);
  }

  /**
   * What a limit is lifted through outside of the settings: once there is a passkey, it has to agree to exactly this.
   * @param subject names what is done, in full: an answer to one is good for no other.
   * @returns nothing where it may be done; what the passkey has to sign first where no assertion came along.
   * @throws {TenderError} `refused` for an assertion that is wrong; `storage-failed`.
   */
  async confirm(
    use: 'delete' | 'allowance',
    subject: string,
    assertion: PasskeyAssertion | undefined,
  ): Promise<PasskeyQuestion | undefined> {
    const passkey = await this.#deps.store.passkey();
    if (!passkey) return undefined;
    if (!assertion) return { id: passkey.id, challenge: toBase64url(await this.#inTurn(() => this.#challenge(use, subject))) };
    await this.verify(use, subject, assertion);
    return undefined;
  }

  /**
   * Looks at one answer of the passkey, whose challenge is used up by it. A wrong one is counted, on disk, before anything else.
   * @throws {TenderError} `refused`.
   */
  verify(use: ChallengeUse, subject: string, assertion: PasskeyAssertion | undefined): Promise<void> {
    return this.#inTurn(async () => {
      const { store, clock, origin } = this.#deps;
      const passkey = await store.passkey();
      const tries = await store.tries();
      if (!passkey || !assertion || tries.until > clock.now()) throw new TenderError('refused');
      const challenge = await this.#challenge(use, subject);
      await store.putChallenge(use, undefined);
      await store.putTries(afterFailure(tries, clock.now()));
      await store.putPasskey(await verifyAssertion(passkey, assertion, { challenge, origin }));
      await store.putTries(NO_TRIES);
    });
  }

  async #limits(payment: Payment): Promise<SheetSafety> {
    const { quote, intent } = payment;
    const caps = await this.caps();
    if (!quote || !hasLimit(caps, quote.debit.assetCode)) return {};
    const today = await this.startOfDay(this.#deps.clock.now());
    const { origin } = intent.source;
    const answers = await this.#deps.journal.spent(limitQuestions({ origin, today }));
    const question: LimitCheck = { caps, debit: quote.debit, origin, today, answers };
    const over = exceededLimit(question);
    const left = remainingToday(question);
    return {
      ...(over ? { over: { kind: over.kind, cap: toWire(over.cap), left: toWire(over.left) } } : {}),
      ...(left ? { leftToday: toWire(left) } : {}),
    };
  }

  async #question(payment: Payment, digest: string): Promise<SheetSafety> {
    const reason = await this.#reason(payment);
    if (reason === undefined) return {};
    const waitUntil = await this.waitUntil();
    return { passkey: { ...(await this.#ask(digest)), reason, ...(waitUntil === undefined ? {} : { waitUntil }) } };
  }

  #ask(digest: string): Promise<PasskeyQuestion> {
    return this.#inTurn(async () => {
      const passkey: Passkey | undefined = await this.#deps.store.passkey();
      // Settings that ask for a passkey that is not there: closed, rather than open.
      if (!passkey) throw new TenderError('storage-failed', { params: { what: 'passkey' } });
      return { id: passkey.id, challenge: toBase64url(await this.#challenge('approve', digest)) };
    });
  }

  async #reason({ quote }: Payment): Promise<PasskeyReason | undefined> {
    const { store, clock } = this.#deps;
    if (!quote) return undefined;
    const settings = await store.settings();
    const reason = passkeyReason(settings, quote.debit, await store.usedAt(), clock.now());
    return reason ?? ((await this.hasPasskey()) ? uncoveredReason(settings, quote) : undefined);
  }

  /** The open challenge for a subject, or a new one: 32 random bytes, then the subject. On disk, as the user may take longer than a worker lives. */
  async #challenge(use: ChallengeUse, subject: string): Promise<Uint8Array> {
    const { store } = this.#deps;
    let open = await store.challenge(use);
    if (open?.subject !== subject) {
      open = { subject, nonce: toBase64url(crypto.getRandomValues(new Uint8Array(32))) };
      await store.putChallenge(use, open);
    }
    return new Uint8Array([...fromBase64url(open.nonce), ...new TextEncoder().encode(subject)]);
  }

  #inTurn<T>(work: () => Promise<T>): Promise<T> {
    const turn = this.#queue.then(work);
    this.#queue = turn.catch(() => undefined);
    return turn;
  }
}

/** Midnight before a moment, where the user is. */
function midnightBefore(at: number): number {
  return new Date(at).setHours(0, 0, 0, 0);
}
