import type { Lookalike } from './lookalike.ts';
import { knownHosts, lookalikeOf } from './lookalike.ts';

/** One completed payment as far as memory goes: which page's origin asked, and who got the money. Derived from the journal, never stored. */
export interface PaidBefore {
  /** Absent for what the user brought from no page. */
  readonly origin?: string;
  /** See `payeeOf`. */
  readonly payee: string;
  /** Milliseconds since the epoch. */
  readonly at: number;
}

/**
 * - `first`: nothing was paid at this origin yet, or, for what comes from no page, to this payee;
 * - `known`: this payee was paid (at this origin) before;
 * - `changed`: this origin was paid before, and never to this payee.
 */
export type Verdict =
  | { readonly kind: 'first' }
  | { readonly kind: 'known'; readonly times: number; readonly lastAt: number }
  /** `before`: who got the money the last time. */
  | { readonly kind: 'changed'; readonly before: string; readonly lastAt: number };

/** What past payments say about an offer. It is part of what the sheet shows, and so of what an approval is bound to. */
export interface PayeeMemory {
  readonly verdict: Verdict;
  /** Set where the shop's host looks like one that was paid at before. */
  readonly shopLike?: Lookalike;
  /** Set where the payee's host looks like one that was paid before. */
  readonly payeeLike?: Lookalike;
}

interface PayeeFacts {
  /** The canonical URL of the thing to pay. */
  readonly url: string;
  readonly payee?: { readonly walletAddress: string };
}

/**
 * Who gets the money: the wallet address. A payee that stays hidden is remembered by where its payment stands, so that hiding is a
 * change too.
 */
export function payeeOf({ payee, url }: PayeeFacts): string {
  return payee?.walletAddress ?? new URL('/*', url).href;
}

/** The few facts of a completed payment that the memory is made of. */
interface Completed {
  readonly intent: { readonly source: { readonly origin?: string | undefined } };
  readonly payable: PayeeFacts;
  readonly receipt?: { readonly at: number };
}

/** What the memory keeps of a completed payment. */
export function paidBefore({ intent, payable, receipt }: Completed): PaidBefore {
  const { origin } = intent.source;
  return { ...(origin === undefined ? {} : { origin }), payee: payeeOf(payable), at: receipt?.at ?? 0 };
}

/** Holds an offer against everything that was paid before. What comes from no page has its payee alone to be known by. */
export function payeeMemoryOf(origin: string | undefined, payee: string, before: readonly PaidBefore[]): PayeeMemory {
  const shops = before.flatMap((paid) => (paid.origin === undefined ? [] : [hostOf(paid.origin)]));
  const shopLike = origin === undefined ? undefined : lookalikeOf(hostOf(origin), knownHosts(new Set(shops)));
  const payeeLike = lookalikeOf(hostOf(payee), knownHosts(new Set(before.map((paid) => hostOf(paid.payee)))));
  return {
    verdict: verdictOn(
      payee,
      before.filter((paid) => (origin === undefined ? paid.payee === payee : paid.origin === origin)),
    ),
    ...(shopLike ? { shopLike } : {}),
    ...(payeeLike ? { payeeLike } : {}),
  };
}

function verdictOn(payee: string, here: readonly PaidBefore[]): Verdict {
  const last = latest(here);
  if (!last) return { kind: 'first' };
  // A marketplace pays many sellers by turns: whoever was paid here before is known, even if somebody else was paid since.
  const same = here.filter((paid) => paid.payee === payee);
  const lastSame = latest(same);
  return lastSame ? { kind: 'known', times: same.length, lastAt: lastSame.at } : { kind: 'changed', before: last.payee, lastAt: last.at };
}

/** Whether the user has to look twice before an approval counts. */
export function hasWarning({ verdict, shopLike, payeeLike }: PayeeMemory): boolean {
  return verdict.kind === 'changed' || shopLike !== undefined || payeeLike !== undefined;
}

function latest(paid: readonly PaidBefore[]): PaidBefore | undefined {
  return paid.reduce<PaidBefore | undefined>((last, next) => (last && last.at >= next.at ? last : next), undefined);
}

function hostOf(url: string): string {
  return new URL(url).host;
}
