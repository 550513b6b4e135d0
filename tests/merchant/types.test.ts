import { expect, expectTypeOf, test } from 'vitest';
import type {
  InterledgerData,
  InterledgerDetails,
  InterledgerErrorName,
  InterledgerMethod,
  OpenChargeData,
} from '../../docs/merchant-types.ts';
import type { CheckoutDetails, CheckoutErrorName, METHOD_TOKEN } from '../../src/messages/checkout.ts';
import { parseInvoiceRequest, INVOICE_KIND } from '../../src/rails/invoice/request.ts';
import { KINDS } from '../../src/rails/open-payments/rail.ts';
import { OPENCHARGE_KIND, parseOpenChargeRequest } from '../../src/rails/opencharge/request.ts';
import { merchantsPage } from './document-shop.ts';

/** Keys of any member of the union. */
type Key = InterledgerData extends infer Data ? (Data extends unknown ? keyof Data : never) : never;

test('the types to copy are those of the extension', () => {
  expectTypeOf<InterledgerDetails>().toEqualTypeOf<CheckoutDetails>();
  expectTypeOf<InterledgerErrorName>().toEqualTypeOf<CheckoutErrorName | 'NotSupportedError'>();
  expectTypeOf<InterledgerMethod>().toEqualTypeOf<typeof METHOD_TOKEN>();
  expectTypeOf<Key>().toEqualTypeOf<(typeof KINDS)[number] | typeof INVOICE_KIND | typeof OPENCHARGE_KIND>();
});

test('the document names every key of the data', () => {
  for (const kind of [...KINDS, INVOICE_KIND, OPENCHARGE_KIND]) expect(merchantsPage).toMatch(new RegExp(`^\\| \`${kind}\` \\|`, 'm'));
  expect(parseInvoiceRequest('invoice', '//acquirer.example/invoices/1', 'production').target).toBe('https://acquirer.example/invoices/1');
});

test('an order of the type to copy is one that the extension parses', () => {
  const data: Required<OpenChargeData> = {
    order: {
      ocid: '500',
      id: 'ord_1',
      amount: '99.99',
      currency: 'USD',
      items: [{ name: 'Product A', quantity: 1, price: '99.99' }],
      memo: 'Thank you',
      createdAt: 1_706_313_600,
      expiresAt: 1_706_400_000,
      accepts: ['200'],
    },
    signature: `${'ab'.repeat(64)}1b`,
    merchantOcid: '500',
    checkoutUrl: 'https://gateway.example/checkout/sess_1',
  };
  expect(parseOpenChargeRequest(OPENCHARGE_KIND, data, 'production')).toMatchObject({ target: data.checkoutUrl });
});
