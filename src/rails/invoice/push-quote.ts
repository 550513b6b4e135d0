import type { Amount, Asset } from '../../model/amount.ts';
import { amountOf, sameAsset } from '../../model/amount.ts';
import { TenderError } from '../../model/errors.ts';
import type { Payable } from '../../model/payable.ts';
import type { Quoted, Resolved } from '../../model/rail.ts';
import type { RateProbe } from '../../stream/index.ts';
import { divideUp, isLess, probeRate } from '../../stream/index.ts';
import { hostOf } from '../http/urls.ts';
import { readCredentials } from './credentials.ts';
import type { InvoiceDeps, PayerUplink } from './deps.ts';
import { openUplink } from './open-uplink.ts';
import { explainProbe } from './explain-push.ts';

/** Milliseconds for which a measured rate is offered. The minimum rate applies whenever the payment is sent. */
const LIFETIME = 2 * 60_000;

/**
 * Measures the amount that the account must send to pay the rest of the invoice. The quote's debit is a maximum: with a currency exchange
 * it is 1 % above the measured amount, so that a small change of the rate does not stop the payment.
 * @throws {TenderError} the rejection of `resolving`, the errors of `readCredentials` and `openUplink`, and those of `explainProbe`.
 */
export async function quotePush(
  deps: InvoiceDeps,
  uplink: PayerUplink,
  resolving: Promise<Resolved>,
  signal: AbortSignal,
): Promise<Quoted> {
  const { payable, state } = await resolving;
  const { due } = payable;
  if (!due) throw new TenderError('amount-open');
  const requestedAt = deps.clock.now();
  const probe = await measure(deps, uplink, payable, signal);
  const told = probe.receiverAsset;
  if (told && !sameAsset(told, due)) throw new TenderError('malformed', { params: { host: hostOf(payable.url), what: 'asset' } });
  const debit = amountOf(maxDebit(due, uplink.asset, probe), uplink.asset);
  const id = `urn:uuid:${crypto.randomUUID()}`;
  return { quote: { id, walletId: uplink.id, debit, isDebitMost: true, receive: due, expiresAt: requestedAt + LIFETIME }, state };
}

async function measure(deps: InvoiceDeps, uplink: PayerUplink, { url, due }: Payable, signal: AbortSignal): Promise<RateProbe> {
  const [{ credentials }, line] = await Promise.all([
    readCredentials(deps, url, signal),
    uplink.access().then((access) => openUplink(deps, access, signal)),
  ]);
  try {
    const amount = due === undefined ? {} : { amount: due.value };
    return await probeRate({ uplink: line, credentials, signal, clock: deps.clock, ...amount });
  } catch (thrown) {
    throw explainProbe(uplink.url, thrown);
  } finally {
    line.close();
  }
}

/** The maximum debit of the account. */
function maxDebit(due: Amount, from: Asset, probe: RateProbe): bigint {
  // Only the scales differ, so the rate is constant.
  const nominal = { numerator: 10n ** BigInt(due.assetScale), denominator: 10n ** BigInt(from.scale) };
  const isNominal = from.code === due.assetCode && !isLess(nominal, probe.lower) && isLess(nominal, probe.upper);
  if (isNominal) return divideUp(due.value, nominal);
  const price = probe.samples.find(({ target }) => target === due.value)?.source ?? divideUp(due.value, probe.lower);
  return (price * 100n + 98n) / 99n;
}
