import type {
  AllowanceAnswer,
  AllowanceCommand,
  AllowanceGone,
  AllowanceTermsView,
  OptionsAllowance,
  SheetAllowance,
} from '../../messages/allowance.ts';
import type { PasskeyAssertion, PasskeyQuestion } from '../../messages/passkey.ts';
import type { Allowance, AllowanceTerms } from '../../limits/allowance.ts';
import { allowanceQuestions, covers, isLowering, remainingOf, spanOf, spentOf } from '../../limits/allowance.ts';
import type { Allowances } from '../../limits/allowances.ts';
import type { Amount, Asset } from '../../model/amount.ts';
import { amountOf, assetOf, fromDecimal, toWire } from '../../model/amount.ts';
import type { Clock } from '../../model/clock.ts';
import type { ErrorCode } from '../../model/errors.ts';
import { TenderError } from '../../model/errors.ts';
import type { Journal } from '../../model/journal.ts';
import type { Failure, Payment } from '../../model/payment.ts';
import type { SpendingAnswers } from '../../model/spending.ts';

/** The sheet says for this long that an allowance is over; the options page until it is dismissed. */
const NEWS_LIFE = 24 * 60 * 60_000;

type Problem = NonNullable<AllowanceAnswer['problem']>;
/** What stands against terms that were typed: they are wrong, or the passkey has to agree first. */
export type Against = Pick<AllowanceAnswer, 'problem' | 'passkey'>;
type TypedCommand = Extract<AllowanceCommand, { readonly ticket: string }>;

/** What the desk needs. */
export interface AllowanceControllerDeps {
  readonly allowances: Allowances;
  readonly journal: Pick<Journal, 'spent'>;
  readonly clock: Clock;
  /** The asset of a linked wallet. */
  assetOf(walletId: string): Promise<Asset | undefined>;
  /** Brings the wallet's page for an allowance to the front. */
  showConsent(allowanceId: string): Promise<void>;
  /** See `Safety.confirm`. */
  confirm(subject: string, assertion: PasskeyAssertion | undefined): Promise<PasskeyQuestion | undefined>;
}

/** Allowances as people meet them, in the options page and in the sheet. */
export class AllowanceController {
  readonly #deps: AllowanceControllerDeps;

  constructor(deps: AllowanceControllerDeps) {
    this.#deps = deps;
  }

  /** What there is of allowances at a wallet. */
  async ofWallet(walletId: string): Promise<OptionsAllowance> {
    const all = (await this.#deps.allowances.list()).filter((allowance) => allowance.walletId === walletId);
    const active = all.find(({ state }) => state === 'active');
    const asking = all.find(({ state }) => state === 'asking');
    const failed = all.find(({ state, failure }) => state === 'over' && failure !== undefined);
    return {
      ...(active ? { active: await this.#activeView(active) } : {}),
      ...(asking ? { asking: termsView(asking) } : {}),
      ...(failed?.failure ? { failed: failedView(failed, failed.failure) } : {}),
    };
  }

  /** What the sheet says of an offer: only while it is one, and only where there is an allowance. */
  async ofOffer({ state, quote }: Payment): Promise<SheetAllowance | undefined> {
    if (state !== 'quoted' || !quote) return undefined;
    const allowance = await this.#deps.allowances.of(quote.walletId);
    if (!allowance) return undefined;
    const now = this.#deps.clock.now();
    const answers = await this.#spentUnder(allowance, now);
    const { debit } = quote;
    const { period, cap } = allowance;
    const left = remainingOf(allowance, answers, now);
    if (!covers(allowance, debit, answers, now)) {
      const overCap = cap && debit.value > cap.value && debit.value <= left.value ? { overCap: toWire(cap) } : {};
      return { left: toWire(left), period, covers: false, ...overCap };
    }
    return { left: toWire(amountOf(left.value - debit.value, assetOf(left))), period, covers: true };
  }

  /** Why the wallet asks for a payment, although there was an allowance; nothing where that needs no word. */
  async goneFor({ state, quote, allowanceRefusal }: Payment): Promise<AllowanceGone | undefined> {
    if (state === 'approved' || state === 'authorizing') return allowanceRefusal && goneBy(allowanceRefusal.code);
    if (state !== 'quoted' || !quote) return undefined;
    const { allowances, clock } = this.#deps;
    const ofWallet = (await allowances.list()).filter(({ walletId }) => walletId === quote.walletId);
    if (ofWallet.some((allowance) => allowance.state === 'active')) return undefined;
    const ended = ofWallet.find(({ endedAt, failure }) => failure && endedAt !== undefined && endedAt + NEWS_LIFE > clock.now());
    return ended?.failure && goneBy(ended.failure.code);
  }

  /** Asks every wallet what it counts as spent; resolves when they have answered. */
  async reconcileAll(): Promise<void> {
    const { allowances } = this.#deps;
    await Promise.all((await allowances.list()).map(({ id }) => allowances.reconcile(id)));
  }

  /**
   * Does what the options page asks. More than what holds now needs the passkey, once there is one; less needs nothing.
   * @returns what stands against it, if anything.
   * @throws {TenderError} `refused` for a wrong answer of the passkey.
   */
  run(command: AllowanceCommand): Promise<Against | undefined> {
    const { allowances } = this.#deps;
    switch (command.type) {
      case 'give-allowance':
      case 'change-allowance':
        return this.#set(command);
      case 'revoke-allowance':
        return allowances.revoke(command.allowanceId).then(() => undefined);
      default:
        return this.#deps.showConsent(command.allowanceId).then(() => undefined);
    }
  }

  async #set(command: TypedCommand): Promise<Against | undefined> {
    const asset = await this.#deps.assetOf(command.walletId);
    if (!asset) return undefined;
    const terms = readTerms(command, asset);
    if ('field' in terms) return { problem: terms };
    const isLess = command.type === 'change-allowance' && (await this.#isLowering(command.allowanceId, terms));
    const passkey = isLess ? undefined : await this.#deps.confirm(subjectOf(command, terms), command.assertion);
    if (passkey) return { passkey };
    const { allowances } = this.#deps;
    // What goes wrong at the wallet is kept with the allowance, and shown from there.
    const setting =
      command.type === 'give-allowance'
        ? allowances.request(command.walletId, terms)
        : allowances.change(command.allowanceId, terms, !isLess);
    await setting.catch(() => undefined);
    return undefined;
  }

  async #isLowering(allowanceId: string, terms: AllowanceTerms): Promise<boolean> {
    const active = (await this.#deps.allowances.list()).find(({ id, state }) => id === allowanceId && state === 'active');
    return active !== undefined && isLowering(active, terms);
  }

  async #activeView(allowance: Allowance): Promise<NonNullable<OptionsAllowance['active']>> {
    const now = this.#deps.clock.now();
    const answers = await this.#spentUnder(allowance, now);
    return {
      ...termsView(allowance),
      spent: toWire(spentOf(allowance, answers, now)),
      left: toWire(remainingOf(allowance, answers, now)),
      renewsAt: spanOf(allowance.period, now).until,
    };
  }

  #spentUnder(allowance: Allowance, now: number): Promise<SpendingAnswers> {
    return this.#deps.journal.spent(allowanceQuestions(allowance, now));
  }
}

function failedView({ id, endedAt }: Allowance, failure: Failure): NonNullable<OptionsAllowance['failed']> {
  return { id, ...failure, ...(endedAt === undefined ? {} : { hasHeld: true }) };
}

function goneBy(code: ErrorCode): AllowanceGone {
  switch (code) {
    case 'over-limit':
      return 'limit';
    case 'right-expired':
      return 'expired';
    case 'right-refused':
      return 'refused';
    case 'consent-lost':
      return 'lost';
    default:
      return 'revoked';
  }
}

function termsView({ id, limit, period, cap }: Allowance): AllowanceTermsView {
  return { id, limit: toWire(limit), period, ...(cap ? { cap: toWire(cap) } : {}) };
}

/** Everything that the passkey agrees to. */
function subjectOf({ type, walletId }: TypedCommand, { limit, period, cap }: AllowanceTerms): string {
  return JSON.stringify([type, walletId, toWire(limit), period, cap ? toWire(cap) : null]);
}

/** Reads what was typed, exactly. */
function readTerms({ limit: typedLimit, period, cap: typedCap }: TypedCommand, asset: Asset): AllowanceTerms | Problem {
  const limit = readAmount('limit', typedLimit, asset);
  if ('field' in limit) return limit;
  if (typedCap.trim() === '') return { limit, period };
  const cap = readAmount('cap', typedCap, asset);
  if ('field' in cap) return cap;
  return cap.value > limit.value ? { field: 'cap', kind: 'over-limit' } : { limit, period, cap };
}

function readAmount(field: Problem['field'], typed: string, asset: Asset): Amount | Problem {
  try {
    const amount = fromDecimal({ currency: asset.code, value: typed.trim() }, asset);
    return amount.value > 0n ? amount : { field, kind: 'too-small' };
  } catch (thrown) {
    return { field, kind: thrown instanceof TenderError && thrown.code === 'amount-too-fine' ? 'too-fine' : 'malformed' };
  }
}
