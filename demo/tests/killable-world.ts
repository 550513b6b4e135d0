// Run as a process of its own by kill.test.ts, which kills it while money is under way.
import { idOf, incomingPayment, person, quoteFor, spendingGrant, startTestWorld } from './support.ts';

const world = await startTestWorld({ directory: process.argv[2] ?? '' });
const payer = await person(world, 'cloudninebank', 'customer');
const quote = await quoteFor(payer, await incomingPayment(world, '700000'));
const { access_token: token } = await spendingGrant(payer, {});
await payer.client.createOutgoingPayment(payer.wallet, token.value, { quoteId: quote.id });
const sent = () => world.ledger.transfers({ outgoingPayment: idOf(quote.id) }).some(({ kind }) => kind === 'send');
while (!sent()) await new Promise((resolve) => setTimeout(resolve, 1));
console.log('sending');
