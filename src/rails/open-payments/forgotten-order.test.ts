import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { Reply } from '../../../tests/rails/loopback.ts';
import type { Scripted } from '../../../tests/rails/scripted-wallets.ts';
import { gone, incoming, MXN, openScripted, refuse } from '../../../tests/rails/scripted-wallets.ts';

const READ = 'GET shop.example/incoming-payments/1';
const QUOTES = 'POST bank.example/quotes';

let w: Scripted;
beforeAll(async () => {
  w = await openScripted();
});
beforeEach(() => w.reset());
afterAll(() => w.close());

const notFound: Reply = { status: 404, text: 'Not Found' };

describe('an order that the payee’s server does not know (any more)', () => {
  test.each([
    ['401', gone],
    ['404', notFound],
  ])('is unknown or over: %s', async (_name, answer) => {
    w.on(READ, answer);
    w.on(QUOTES, refuse(400, 'invalid receiver'));
    await expect(w.price()).rejects.toMatchObject({ code: 'payable-unknown', params: { host: 'shop.example' } });
  });

  test.each([
    ['401', gone, 'payable-unknown'],
    ['404', notFound, 'payable-unknown'],
    ['paid by somebody else', full({ receivedAmount: MXN('140000'), completed: true }), 'payable-completed'],
    ['closed, with its time', full({ methods: [] }), 'payable-expired'],
    ['open all the same', undefined, 'quote-refused'],
  ] as const)('after its price was shown: the payee’s server is asked what became of it (%s)', async (_name, answer, code) => {
    const { payable, state } = await w.price();
    w.on(QUOTES, refuse(400, 'invalid receiver'));
    if (answer) w.on(READ, (seen) => (typeof answer === 'function' ? answer(seen) : answer));
    const again = w.rail.quote(w.intent, 'w', Promise.resolve({ payable, state }), w.tools);
    await expect(again).rejects.toMatchObject({ code });
  });
});

function full(more: object): (seen: { readonly headers: Record<string, string> }) => Reply | undefined {
  return ({ headers }) => (headers['authorization'] ? { json: incoming(more) } : undefined);
}
