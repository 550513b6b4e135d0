import { ERRORS } from '../../model/errors.ts';
import { isFromPage } from '../../model/intent.ts';
import { isReleased } from '../../model/journal.ts';
import type { Payment } from '../../model/payment.ts';
import { debitView } from '../sheet/debit-view.ts';

/** What the report says besides the payment. */
export interface ReportFacts {
  readonly version: string;
  readonly userAgent: string;
  /** Milliseconds since the epoch. */
  readonly now: number;
}

/**
 * A payment for somebody who helps: plain text that can be sent to strangers. Built from a list of what may be in it, never by taking
 * things out: no token, key, nonce or amount, no name and no item; of every address the host alone, except the incoming payment's
 * public one, by which the shop's wallet finds it.
 */
export function reportOf(payment: Payment, about: ReportFacts): string {
  const facts = [...statusFacts(payment, about), ...partyFacts(payment), ...timeFacts(payment)];
  const lines = facts.flatMap(([name, fact]) => (fact === undefined ? [] : [`${name}: ${fact}`]));
  const title = 'States, with the time since the request and since the state before:';
  return ['Tender payment report', '', ...lines, '', title, ...stepsOf(payment), ''].join('\n');
}

type Fact = readonly [name: string, fact: string | undefined];

function statusFacts(payment: Payment, { version, userAgent, now }: ReportFacts): readonly Fact[] {
  const { id, state, createdAt, revision, intent, failure, allowanceId } = payment;
  return [
    ['Tender', version],
    ['Browser', oneLine(userAgent)],
    ['Report made', isoTime(now)],
    ['Payment', id],
    ['Asked for', isoTime(createdAt)],
    ['Rail', `${intent.request.rail}, ${intent.request.kind}`],
    ['State', `${state}, after ${revision} writes`],
    ['Error', failure && `${failure.code} (retry: ${ERRORS[failure.code]})`],
    ['Warning', debitView(payment)?.warning?.code],
    ['Error at', hostParam(failure?.params['host'])],
    ['Under an allowance', allowanceId === undefined ? 'no' : 'yes'],
    ['Left at a wallet', isReleased(payment) ? 'nothing' : 'grants or tokens not given back yet'],
  ];
}

function partyFacts({ intent: { source, request }, payable, walletId }: Payment): readonly Fact[] {
  return [
    ['Page', source.origin === undefined ? 'none' : hostOf(source.origin)],
    isFromPage(source)
      ? ['Page inside', source.topOrigin === source.origin ? undefined : hostOf(source.topOrigin)]
      : ['Brought by the user', source.via],
    ['Payee', payable?.payee ? hostOf(payable.payee.walletAddress) : payable && `${hostOf(payable.url) ?? 'unknown'} (unverified)`],
    ['Incoming payment', publicId(payable?.url ?? request.target)],
    ['Payer’s wallet', walletId === undefined ? 'none' : hostOf(walletId)],
  ];
}

function timeFacts({ createdAt, payable, quote, approval }: Payment): readonly Fact[] {
  return [
    ['Payable ends', payable?.expiresAt === undefined ? undefined : since(createdAt, payable.expiresAt)],
    ['Quote ends', quote && since(createdAt, quote.expiresAt)],
    ['Approved', approval && since(createdAt, approval.at)],
  ];
}

function stepsOf({ history, createdAt }: Payment): string[] {
  return history.map(({ state, at, code }, index) => {
    const before = history[index - 1]?.at ?? createdAt;
    return `${since(createdAt, at).padStart(13)}  ${since(before, at).padStart(13)}  ${state}${code === undefined ? '' : ` (${code})`}`;
  });
}

function since(start: number, at: number): string {
  return `${at < start ? '−' : '+'}${(Math.abs(at - start) / 1000).toFixed(3)} s`;
}

function isoTime(at: number): string {
  return new Date(at).toISOString();
}

function hostOf(url: string): string | undefined {
  return URL.canParse(url) ? new URL(url).host : undefined;
}

/** Errors name hosts as text; what looks like anything else stays out. */
function hostParam(text: string | undefined): string | undefined {
  return text !== undefined && /^[a-z0-9.-]{1,253}(?::[0-9]{1,5})?$/i.test(text) ? text : undefined;
}

/** The address of an incoming payment as Open Payments writes it, without a query; of any other address the host. */
function publicId(url: string): string | undefined {
  if (!URL.canParse(url)) return undefined;
  const { protocol, host, pathname } = new URL(url);
  return /\/incoming-payments\/[\w-]{1,64}$/.test(pathname) ? `${protocol}//${host}${pathname}` : undefined;
}

function oneLine(text: string): string {
  return text.replaceAll(/[^\x20-\x7e]/g, ' ').slice(0, 300);
}
