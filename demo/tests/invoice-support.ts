import { randomUUID } from 'node:crypto';
import { InvoiceClient, type InvoicePayment, type InvoiceQuote } from '../client/invoice-client.ts';
import type { WalletName } from '../servers/wallet/accounts.ts';
import type { World } from '../world.ts';
import { person, type Person } from './support.ts';

/** A payer of invoices. */
export interface Payer extends Person {
  readonly issuer: InvoiceClient;
}

export async function payer(world: World, wallet: WalletName = 'cloudninebank', user = 'customer'): Promise<Payer> {
  const known = await person(world, wallet, user);
  return { ...known, issuer: new InvoiceClient(known.client, known.wallet) };
}

/** A quote and a grant for exactly this quote. */
export async function agreed({ issuer, login }: Payer, invoice: string): Promise<{ quote: InvoiceQuote; token: string }> {
  const quote = await issuer.quote(invoice);
  return { quote, token: await issuer.paymentToken(login, { invoice, debitAmount: quote.debitAmount }) };
}

/** Pays the due amount of an invoice and waits for the end. */
export async function payInvoice(who: Payer, invoice: string): Promise<InvoicePayment> {
  const { quote, token } = await agreed(who, invoice);
  const { id } = await who.issuer.pay(quote, token, { key: randomUUID() });
  return who.issuer.ended(id, token);
}

/** Waits until a condition is true; checks it once per turn of the event loop. */
export async function until(holds: () => boolean | Promise<boolean>): Promise<void> {
  const deadline = Date.now() + 120_000;
  while (!(await holds())) {
    if (Date.now() > deadline) throw new Error('it never came to hold');
    await new Promise((resolve) => setTimeout(resolve, 2));
  }
}
