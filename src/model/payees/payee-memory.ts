import type { Lookalike } from './lookalike.ts';
import { knownHosts, lookalikeOf } from './lookalike.ts';

/**
 * The part of completed payments that the payee memory uses: the requesting origin and the payee. Computed from the journal, never stored.
 */
export interface PaidBefore {
  /** Absent for a payment without a page. */
  readonly origin?: string;
  /** See `payeeOf`. */
  readonly payee: string;
  /** Of the last one; milliseconds since the epoch. */
  readonly at: number;
  /** How many there are; one where it is absent. */
  readonly times?: number;
}

/**
 * - `first`: no payment at this origin yet, or, without a page, to this payee;
 * - `known`: this payee was paid before (at this origin);
 * - `changed`: this origin was paid before, but never with this payee.
 */
export type Verdict =
  | { readonly kind: 'first' }
  | { readonly kind: 'known'; readonly times: number; readonly lastAt: number }
  /** `before`: the payee of the last payment. */
  | { readonly kind: 'changed'; readonly before: string; readonly lastAt: number };

/** What past payments say about an offer. The sheet shows it, and the approval's digest covers it. */
export interface PayeeMemory {
  readonly verdict: Verdict;
  /** Set if the shop's host resembles one that was paid before. */
  readonly shopLike?: Lookalike;
  /** Set if the payee's host resembles one that was paid before. */
  readonly payeeLike?: Lookalike;
}

interface PayeeFacts {
  /** The canonical URL of the payable. */
  readonly url: string;
  readonly payee?: { readonly walletAddress: string };
}

/** The payee's wallet address. A hidden payee is identified by the URL of its payable, so that becoming hidden is a change, too. */
export function payeeOf({ payee, url }: PayeeFacts): string {
  return payee?.walletAddress ?? new URL('/*', url).href;
}

/** The few facts of a completed payment that the memory is made of. */
interface Completed {
  readonly intent: { readonly source: { readonly origin?: string | undefined } };
  readonly payable: PayeeFacts;
  readonly receipt?: { readonly at: number };
}

/** Extracts the part of a completed payment that the payee memory uses. */
export function paidBefore({ intent, payable, receipt }: Completed): PaidBefore {
  const { origin } = intent.source;
  return { ...(origin === undefined ? {} : { origin }), payee: payeeOf(payable), at: receipt?.at ?? 0 };
}

/** Merges the payments of one origin to one payee, so that an approval compares few entries even in a long history. */
export function mergePaid(all: readonly PaidBefore[]): readonly PaidBefore[] {
  const merged = new Map<string, PaidBefore>();
  for (const paid of all) {
    const key = `${paid.origin ?? ''} ${paid.payee}`;
    const before = merged.get(key);
    merged.set(key, before ? { ...before, at: Math.max(before.at, paid.at), times: (before.times ?? 1) + (paid.times ?? 1) } : paid);
  }
  return [...merged.values()];
}

/** Compares an offer with all past payments. Without a page only the payee is compared. */
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
  // A marketplace has several payees: a payee that was paid here before is known, even if others were paid since.
  const same = here.filter((paid) => paid.payee === payee);
  const lastSame = latest(same);
  const times = same.reduce((sum, paid) => sum + (paid.times ?? 1), 0);
  return lastSame ? { kind: 'known', times, lastAt: lastSame.at } : { kind: 'changed', before: last.payee, lastAt: last.at };
}

/** Whether the user must confirm a warning before an approval. */
export function hasWarning({ verdict, shopLike, payeeLike }: PayeeMemory): boolean {
  return verdict.kind === 'changed' || shopLike !== undefined || payeeLike !== undefined;
}

function latest(paid: readonly PaidBefore[]): PaidBefore | undefined {
  return paid.reduce<PaidBefore | undefined>((last, next) => (last && last.at >= next.at ? last : next), undefined);
}

function hostOf(url: string): string {
  return new URL(url).host;
}
