import { expect, expectTypeOf, test } from 'vitest';
import type { InterledgerData, InterledgerDetails, InterledgerErrorName, InterledgerMethod } from '../../docs/merchant-types.ts';
import type { CheckoutDetails, CheckoutErrorName, METHOD_TOKEN } from '../../src/messages/checkout.ts';
import { parseInvoiceRequest, INVOICE_KIND } from '../../src/rails/invoice/request.ts';
import { KINDS } from '../../src/rails/open-payments/rail.ts';
import { merchantsPage } from './document-shop.ts';

/** Keys of any member of the union. */
type Key = InterledgerData extends infer Data ? (Data extends unknown ? keyof Data : never) : never;

test('the types to copy are those of the extension', () => {
  expectTypeOf<InterledgerDetails>().toEqualTypeOf<CheckoutDetails>();
  expectTypeOf<InterledgerErrorName>().toEqualTypeOf<CheckoutErrorName | 'NotSupportedError'>();
  expectTypeOf<InterledgerMethod>().toEqualTypeOf<typeof METHOD_TOKEN>();
  expectTypeOf<Key>().toEqualTypeOf<(typeof KINDS)[number] | typeof INVOICE_KIND>();
});

test('the document names every key of the data', () => {
  for (const kind of [...KINDS, INVOICE_KIND]) expect(merchantsPage).toMatch(new RegExp(`^\\| \`${kind}\` \\|`, 'm'));
  expect(parseInvoiceRequest('invoice', '//acquirer.example/invoices/1', 'production').target).toBe('https://acquirer.example/invoices/1');
});
