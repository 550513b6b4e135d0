import type { Page } from '@playwright/test';
import { expect, onClick, test as base } from '../fixtures/page-bridge.ts';
import { type NativeHandler, startNativeHandler } from '../fixtures/native-handlers.ts';

/* Pages that list our method beside others: with two payment handlers that the browser installs by itself when they are first used. */

const test = base.extend<object, { readonly handlers: readonly [NativeHandler, NativeHandler] }>({
  handlers: [
    async ({}, use) => {
      const handlers = [await startNativeHandler('Red'), await startNativeHandler('Blue')] as const;
      await use(handlers);
      for (const handler of handlers) await handler.close();
    },
    { scope: 'worker' },
  ],
});

/** `ask(methods, options)` makes a request; a method is an identifier, or an identifier with its data. */
const setup = (handlers: readonly NativeHandler[]) => `
  const [red, blue] = ${JSON.stringify(handlers.map(({ method }) => method))};
  const ours = (plan) => ['interledger', { plan }];
  const total = { label: 'Shoes', amount: { currency: 'USD', value: '10.00' } };
  const ask = (methods, options, more = {}) => new PaymentRequest(
    methods.map((method) => Array.isArray(method) ? { supportedMethods: method[0], data: method[1] } : { supportedMethods: method }),
    { total, id: 'order-7', ...more }, options);
  const why = (promise) => promise.then((value) => 'fine: ' + value, (error) => error.name + ': ' + error.message);
  const facts = ({ methodName, requestId, details, payerEmail }) => ({ methodName, requestId, total: details.total && details.total.value, payerEmail });
`;
const clicker = (handlers: readonly NativeHandler[]) => (page: Page, source: string) => onClick(page, setup(handlers) + source);

/** A request of a method that nobody answers to ends at once: with an AbortError while the browser's own sheet is up. */
function showNobodys(page: Page): Promise<string> {
  return page.evaluate(() => {
    const total = { label: 'x', amount: { currency: 'USD', value: '1' } };
    return new PaymentRequest([{ supportedMethods: 'nobodys' }], { total }).show().then(() => '', String);
  });
}

test.describe('the user chooses another method', () => {
  for (const [index, name] of [
    [0, 'first'],
    [1, 'second'],
  ] as const) {
    test(`the browser's handling of the ${name} other one answers the same promise`, async ({ page, puppet, handlers }) => {
      const result = await clicker(handlers)(
        page,
        `const request = ask([ours('hand-over'), ${index === 0 ? 'red' : 'blue'}]);
         const response = await request.show();
         return [facts(response), response instanceof PaymentResponse, request.id, await why(response.complete('success')), await why(response.complete('success'))];`,
      );
      expect(result).toEqual([
        { methodName: handlers[index].method, requestId: 'order-7', total: '10.00', payerEmail: null },
        true,
        'order-7',
        'fine: undefined',
        expect.stringMatching(/^InvalidStateError: /) as unknown,
      ]);
      // Ours was shown first, and its connection ends with the hand-over.
      expect((await puppet.heard()).map(({ type }) => type)).toEqual(['connect', 'show', 'others', 'disconnect']);
    });
  }

  test('paymentmethodchange reaches the page, and updateWith() the other side', async ({ page, handlers }) => {
    const result = await clicker(handlers)(
      page,
      `const request = ask([ours('hand-over'), [red, { plan: 'charge' }]]);
       const seen = [];
       request.onpaymentmethodchange = (event) => {
         seen.push([event.methodName, event.methodDetails.kind, event.isTrusted, event.target === request]);
         event.updateWith({ total: { label: 'With fee', amount: { currency: 'USD', value: '10.50' } } });
       };
       const response = await request.show();
       await response.complete('success');
       return [seen, facts(response).total];`,
    );
    expect(result).toEqual([[[handlers[0].method, 'card', true, true]], '10.50']);
  });

  test('details that the page promised are those that the other side gets, and are read once', async ({ page, handlers }) => {
    const result = await clicker(handlers)(
      page,
      `let reads = 0;
       const details = { get total() { reads++; return { label: 'New', amount: { currency: 'USD', value: '12.00' } }; } };
       const response = await ask([ours('hand-over'), red]).show(Promise.resolve(details));
       await response.complete('success');
       return [facts(response).total, reads];`,
    );
    expect(result).toEqual(['12.00', 1]);
  });

  test('two other methods: the browser shows its own sheet, abort() ends that, and meanwhile no other page shows one', async ({
    page,
    extended,
    shops,
    handlers,
  }) => {
    const other = await extended.context.newPage();
    await other.goto(`${shops.origin}/`);
    await page.bringToFront();
    // The browser offers a handler that it would have to install first only beside no installed one, and shows no sheet for a single one: both are installed here, whatever ran before in this browser.
    for (const name of ['red', 'blue']) {
      await clicker(handlers)(page, `return await (await ask([ours('hand-over'), ${name}]).show()).complete('success');`);
    }
    const isSheetUp = async () => {
      await clicker(handlers)(
        page,
        `globalThis.request = ask([ours('hand-over'), red, blue]);
         globalThis.isOver = false;
         globalThis.shown = why(request.show()).finally(() => (isOver = true));
         return 'asked';`,
      );
      for (;;) {
        if ((await showNobodys(other)).includes('AbortError')) return true;
        // The browser has one place for a sheet: where the question had it just then, the hand-over was refused.
        if (await page.evaluate('isOver')) return false;
      }
    };
    await expect.poll(isSheetUp).toBe(true);
    const ends = await page.evaluate(`(async () => {
      ${setup(handlers)}
      const meanwhile = [await why(request.show()), await why(request.canMakePayment())];
      return [...meanwhile, await why(request.abort()), await shown];
    })()`);
    expect(ends).toEqual([
      "InvalidStateError: Failed to execute 'show' on 'PaymentRequest': Already called show() once",
      "InvalidStateError: Failed to execute 'canMakePayment' on 'PaymentRequest': Cannot query payment request",
      'fine: undefined',
      'AbortError: The website has aborted the payment',
    ]);
    await other.close();
  });
});

/**
 * A page whose button does one step after the other, told by the page itself and pressed by the mouse alone: whatever Playwright runs in
 * a page, also around its own click(), counts as a press.
 * @param steps bodies of async functions.
 */
async function stepsPage(page: Page, origin: string, handlers: readonly NativeHandler[], steps: readonly string[]) {
  const functions = steps.map((step) => `async () => { ${step} }`).join(', ');
  const source = `${setup(handlers)}
    const steps = [${functions}];
    const run = () => steps.shift()().catch(String).then((outcome) => console.log(JSON.stringify({ outcome })));
    document.querySelector('button').onclick = run;`;
  await page.goto(`${origin}/?body=${encodeURIComponent(`<button>Buy</button><script>${source}</script>`)}`);
  const { x = 0, y = 0, width = 0, height = 0 } = (await page.locator('button').boundingBox()) ?? {};
  return async (): Promise<unknown> => {
    const told = page.waitForEvent('console', (message) => message.type() === 'log');
    await page.mouse.click(x + width / 2, y + height / 2);
    return (JSON.parse((await told).text()) as { outcome: unknown }).outcome;
  };
}

test.describe('the browser wants a press for each of its sheets but one', () => {
  const viaBrowser = `const response = await ask([ours('hand-over'), red]).show(); await response.complete('success'); return facts(response).total;`;
  /** Uses up every activation that is left, and the one show() that needs none. */
  const SPEND = `
    const spend = async () => {
      const outcome = await why(new PaymentRequest([{ supportedMethods: 'nobodys' }], { total }).show());
      return outcome.startsWith('SecurityError') ? {} : spend();
    };`;
  const shownTwice = `${SPEND}
    const request = ask([ours('hand-over-when-updated'), red]);
    let settle;
    const shown = why(request.show(new Promise((resolve) => (settle = resolve))));
    settle(await spend());
    return [await shown, (await why(request.show())).split(':')[0]];`;
  // Chromium ends a refused request on one channel and says why on another: now and then the end arrives first, as UnknownError.
  const REFUSED = /^(?:AbortError: The payment was cancelled\.|UnknownError: .*)$/;
  const UNPRESSED = /^(?:SecurityError|UnknownError): /;
  /** And the request is over, whether or not it is asked for an activation first. */
  const refused = [expect.stringMatching(REFUSED) as unknown, expect.stringMatching(/^(?:SecurityError|InvalidStateError)$/) as unknown];
  const heardOf = async (puppet: { readonly heard: () => Promise<readonly { readonly type: string }[]> }) =>
    (await puppet.heard()).map(({ type }) => type);

  test('a page that has used up neither is handed over without another press', async ({ page, shops, handlers }) => {
    const press = await stepsPage(page, shops.origin, handlers, [viaBrowser]);
    expect(await press()).toBe('10.00');
  });

  test('the page hears AbortError, the worker that it was blocked, and the next press goes to the browser', async ({
    page,
    puppet,
    shops,
    handlers,
  }) => {
    const press = await stepsPage(page, shops.origin, handlers, [
      shownTwice,
      viaBrowser,
      `return facts(await ask([ours('pay'), red]).show()).methodName`,
    ]);
    expect(await press()).toEqual(refused);
    await expect.poll(async () => (await heardOf(puppet)).at(-1)).toBe('blocked');
    await puppet.forget();
    expect(await press()).toBe('10.00');
    // Ours was not asked; the connection that was kept for the notice has ended.
    expect(await heardOf(puppet)).toEqual(['disconnect']);
    expect(await press()).toBe('interledger');
  });

  test('without the press it is the standard answer, and the browser is still what the next press asks', async ({
    page,
    puppet,
    shops,
    handlers,
  }) => {
    const press = await stepsPage(page, shops.origin, handlers, [
      shownTwice,
      `${SPEND} const request = ask([ours('pay'), red]); await spend(); return why(request.show());`,
      viaBrowser,
    ]);
    expect(await press()).toEqual(refused);
    expect(await press()).toMatch(UNPRESSED);
    await puppet.forget();
    expect(await press()).toBe('10.00');
    expect(await heardOf(puppet)).toEqual(['disconnect']);
  });
});

test.describe('only methods that nobody here can handle are listed beside ours', () => {
  test('the worker is not told of others, and a page without any hears AbortError', async ({ page, puppet, handlers }) => {
    const click = clicker(handlers);
    expect(await click(page, `return facts(await ask(['basic-card', ours('pay-late')]).show()).methodName`)).toBe('interledger');
    expect((await puppet.heard()).filter(({ type, others }) => type === 'others' || others === true)).toEqual([]);
    expect(await click(page, `return why(ask([ours('hand-over-blindly')]).show())`)).toBe('AbortError: The payment was cancelled.');
  });
});

test.describe('the page asks for what our method never tells', () => {
  for (const option of ['requestShipping', 'requestPayerName', 'requestPayerEmail', 'requestPayerPhone']) {
    test(`${option}: refused before anything is paid`, async ({ page, puppet, handlers }) => {
      const result = await clicker(handlers)(
        page,
        `const request = () => ask([ours('pay')], { ${option}: true });
         return [await why(request().show()), await why(request().canMakePayment()), await why(request().hasEnrolledInstrument())];`,
      );
      expect(result).toEqual([
        expect.stringMatching(/^NotSupportedError: This payment method gives no/) as unknown,
        'fine: false',
        'fine: false',
      ]);
      expect(await puppet.heard()).toEqual([]);
    });

    test(`${option}, with another method listed: the browser runs that one, and ours is not asked`, async ({ page, puppet, handlers }) => {
      const result = await clicker(handlers)(
        page,
        `const options = { ${option}: true };
         const nobody = ask([ours('pay'), 'basic-card'], options);
         return [await why(ask([ours('pay'), red], options).canMakePayment()), await why(nobody.canMakePayment()), await why(nobody.show())];`,
      );
      expect(result).toEqual(['fine: true', 'fine: false', expect.stringMatching(/^NotSupportedError: /) as unknown]);
      expect(await puppet.heard()).toEqual([]);
    });
  }

  test('an option that is false is no demand', async ({ page, handlers }) => {
    const result = await clicker(handlers)(
      page,
      `return facts(await ask([ours('pay')], { requestPayerName: false, requestShipping: undefined, shippingType: 'pickup' }).show()).methodName`,
    );
    expect(result).toBe('interledger');
  });
});
