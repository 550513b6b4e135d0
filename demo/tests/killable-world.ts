// Run as a separate process by kill.test.ts, which kills it while a payment is in progress.
import { agreed, payer } from './invoice-support.ts';
import { idOf, incomingPayment, person, quoteFor, spendingGrant, startTestWorld } from './support.ts';

const [, , directory = '', kind] = process.argv;
const world = await startTestWorld({ directory });

async function payIncomingPayment(): Promise<string> {
  const who = await person(world, 'cloudninebank', 'customer');
  const quote = await quoteFor(who, await incomingPayment(world, '700000'));
  const { access_token: token } = await spendingGrant(who, {});
  await who.client.createOutgoingPayment(who.wallet, token.value, { quoteId: quote.id });
  return quote.id;
}

async function payInvoice(): Promise<string> {
  const who = await payer(world);
  const { quote, token } = await agreed(who, world.acquirer.invoice({ account: 'mercado', amount: 700_000n, packetDelayMs: 5 }));
  await who.issuer.pay(quote, token, { key: 'killed' });
  return quote.id;
}

const id = idOf(await (kind === 'invoice' ? payInvoice() : payIncomingPayment()));
const sent = () => world.ledger.transfers({ outgoingPayment: id }).some((transfer) => transfer.kind === 'send');
while (!sent()) await new Promise((resolve) => setTimeout(resolve, 1));
console.log('sending');
