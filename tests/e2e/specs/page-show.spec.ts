import { expect, onClick, type Puppet, test } from '../fixtures/page-bridge.ts';

/** For the scripts of these tests: a request by our method, its data a plan for the puppet worker. */
const SETUP = `
  const total = { label: 'Shoes', amount: { currency: 'usd', value: '10.00' } };
  const ask = (plan, more = {}, options) => new PaymentRequest([{ supportedMethods: 'interledger', data: { plan } }], { total, ...more }, options);
  const why = (promise) => promise.then((value) => 'fine: ' + value, (error) => error.name + ': ' + error.message);
  const soon = (promise, ms = 300) => Promise.race([why(promise), new Promise((resolve) => setTimeout(resolve, ms, 'still open'))]);
  const heard = new Promise((resolve) => { globalThis.workerHeard = resolve; });
`;
/** What `show()` says the second time: without an activation that (section 3.3), and Playwright's own scripts activate the page at times of their own. */
const NOT_AGAIN: unknown = expect.stringMatching(
  /^(?:InvalidStateError: Failed to execute 'show' on 'PaymentRequest': Already called show\(\) once|SecurityError: PaymentRequest\.show\(\) requires user activation\.)$/,
);
const clicked = (...[page, source]: Parameters<typeof onClick>) => onClick(page, SETUP + source);

/** The same for a script that awaits `heard`: the worker has got its payment then, however long that takes. */
async function clickedAndHeard(page: Parameters<typeof onClick>[0], puppet: Puppet, source: string): Promise<unknown> {
  const shows = async () => (await puppet.heard()).filter(({ type }) => type === 'show').length;
  const before = await shows();
  const result = clicked(page, source);
  await expect.poll(shows).toBe(before + 1);
  await page.evaluate('workerHeard()');
  return result;
}

test.describe('show()', () => {
  test('pays, by the token and by the URL', async ({ page, puppet }) => {
    const said: string[] = [];
    page.on('console', (message) => said.push(message.text()));
    page.on('pageerror', (error) => said.push(String(error)));
    const result = await clicked(
      page,
      `
      const request = ask('pay', { id: 'order-7', displayItems: [{ label: 'Left', amount: { currency: 'usd', value: '5' } }, { label: 'Right', amount: { currency: 'Usd', value: '5.00' }, pending: true }] });
      const response = await request.show();
      return { id: request.id, response: JSON.parse(JSON.stringify(response)), own: Reflect.ownKeys(response), tag: String(response), is: [response instanceof PaymentResponse, response instanceof EventTarget], same: response.details === response.details };
    `,
    );
    const details = { incomingPayment: 'https://w.test/1', status: 'completed' };
    const nothing = { shippingAddress: null, shippingOption: null, payerName: null, payerEmail: null, payerPhone: null };
    expect(result).toEqual({
      id: 'order-7',
      response: { requestId: 'order-7', methodName: 'interledger', details, ...nothing },
      own: [],
      tag: '[object PaymentResponse]',
      is: [true, true],
      same: true,
    });
    const items = [
      { label: 'Left', amount: { currency: 'USD', value: '5' } },
      { label: 'Right', amount: { currency: 'USD', value: '5.00' }, pending: true },
    ];
    const shown = { total: { currency: 'USD', value: '10.00' }, items };
    expect((await puppet.heard()).filter(({ type }) => type === 'show')).toEqual([
      { type: 'show', requestId: 'order-7', methodName: 'interledger', data: { plan: 'pay' }, details: shown, pending: false },
    ]);

    const url = 'https://tender.interledger.example/pay';
    const byUrl = await clicked(
      page,
      `return (await new PaymentRequest([{ supportedMethods: '${url}', data: { plan: 'pay' } }], { total }).show()).methodName`,
    );
    expect(byUrl).toBe(url);
    expect(said).toEqual([]);
  });

  test('rejects with the worker’s error, as an error of this page', async ({ page }) => {
    const plans = ['decline', 'busy', 'fail', 'refuse-data'];
    for (const [plan, expected] of [
      ['decline', 'AbortError: The payment was cancelled.'],
      ['busy', 'AbortError: Another payment is being shown.'],
      ['fail', 'OperationError: The payment could not be made.'],
      ['refuse-data', 'TypeError: The data must name one thing to pay.'],
    ] as const) {
      expect(plans).toContain(plan);
      const result = await clicked(
        page,
        `const request = ask('${plan}');
         const error = await request.show().catch((error) => error);
         return [error.name + ': ' + error.message, error instanceof (error.name === 'TypeError' ? TypeError : DOMException), await why(request.show())]`,
      );
      expect(result).toEqual([expected, true, NOT_AGAIN]);
    }
  });

  // Chromium counts activations in two processes: asked twice at once, it may find the first request's own UI before the missing click.
  const WITHOUT_ACTIVATION =
    /^(?:SecurityError: PaymentRequest\.show\(\) requires user activation|AbortError: Another payment is being shown)\.$/;

  test('takes the user activation at once, and needs it', async ({ page, shops, puppet }) => {
    const source = `
      ${SETUP}
      document.querySelector('button').onclick = () => {
        const first = ask('pay');
        const second = ask('pay');
        const before = navigator.userActivation.isActive;
        const promises = [why(first.show()), why(second.show())];
        const after = navigator.userActivation.isActive;
        Promise.all(promises).then((outcomes) => console.log(JSON.stringify({ before, after, outcomes })));
      };`;
    await page.goto(`${shops.origin}/?body=${encodeURIComponent(`<button>Buy</button><script>${source}</script>`)}`);
    // Asking the page with Playwright would count as a click; it tells by itself.
    const told = page.waitForEvent('console', (message) => message.type() === 'log');
    await page.click('button');
    expect(JSON.parse((await told).text())).toEqual({
      before: true,
      after: false,
      outcomes: ['fine: [object PaymentResponse]', expect.stringMatching(WITHOUT_ACTIVATION) as unknown],
    });
    expect((await puppet.heard()).filter(({ type }) => type === 'show')).toHaveLength(1);
  });

  test('without a click nothing is shown, not even the browser’s one free time', async ({ page, shops, puppet }) => {
    const source = `
      ${SETUP}
      const request = ask('pay');
      (async () => [await why(request.show()), await why(request.canMakePayment()), await why(request.show()), await why(ask('pay').show())])().then((outcomes) => console.log(JSON.stringify(outcomes)));`;
    const told = page.waitForEvent('console', (message) => message.type() === 'log');
    await page.goto(`${shops.origin}/?body=${encodeURIComponent(`<button>Buy</button><script>${source}</script>`)}`);
    const refused = 'SecurityError: PaymentRequest.show() requires user activation.';
    // A refused request is as it was before.
    expect(JSON.parse((await told).text())).toEqual([refused, 'fine: true', refused, refused]);
    expect(await puppet.heard()).toEqual([]);
  });

  test('in a removed document: AbortError; the other calls as in the browser', async ({ page }) => {
    const result = await clicked(
      page,
      `
      const frame = document.createElement('iframe');
      document.body.append(frame);
      const { PaymentRequest, PaymentResponse } = frame.contentWindow;
      const request = new PaymentRequest([{ supportedMethods: 'interledger' }], { total });
      frame.remove();
      return [await why(request.show()), await why(request.abort()), await why(request.canMakePayment()), await why(request.hasEnrolledInstrument())];
    `,
    );
    expect(result).toEqual([
      'AbortError: The document is not active.',
      "InvalidStateError: Failed to execute 'abort' on 'PaymentRequest': Cannot abort payment",
      "InvalidStateError: Failed to execute 'canMakePayment' on 'PaymentRequest': Cannot query payment request",
      "InvalidStateError: Failed to execute 'hasEnrolledInstrument' on 'PaymentRequest': Cannot query payment request",
    ]);
  });
});

test.describe('what is shown', () => {
  test('is what the constructor read, whatever the page does afterwards', async ({ page, puppet }) => {
    await clicked(
      page,
      `
      let reads = 0;
      const data = { plan: 'pay', get incomingPayment() { return 'https://w.test/' + ++reads; } };
      const details = { total, displayItems: [{ label: 'a', amount: { currency: 'USD', value: '10.00' } }] };
      const methods = [{ supportedMethods: 'interledger', data }];
      const request = new PaymentRequest(methods, details);
      data.plan = 'decline';
      methods[0].supportedMethods = 'other';
      details.displayItems[0].label = 'b';
      total.amount.value = '99.00';
      return why(request.show());
    `,
    );
    const [show] = (await puppet.heard()).filter(({ type }) => type === 'show');
    expect(show).toMatchObject({
      data: { plan: 'pay', incomingPayment: 'https://w.test/1' },
      details: { total: { value: '10.00' }, items: [{ label: 'a' }] },
    });
  });

  test('takes the modifier for our method', async ({ page, puppet }) => {
    await clicked(
      page,
      `
      const amount = (value) => ({ label: 'Discounted', amount: { currency: 'USD', value } });
      const modifiers = [
        { supportedMethods: 'other-method', total: amount('1.00') },
        { supportedMethods: 'interledger', total: amount('9.00'), additionalDisplayItems: [amount('-1.00')] },
        { supportedMethods: 'interledger', total: amount('2.00') },
      ];
      return why(ask('pay', { modifiers, displayItems: [amount('10.00')] }).show());
    `,
    );
    const [show] = (await puppet.heard()).filter(({ type }) => type === 'show');
    expect(show).toMatchObject({
      details: { total: { value: '9.00' }, items: [{ amount: { value: '10.00' } }, { amount: { value: '-1.00' } }] },
    });
  });

  test('has data of at most 8192 characters', async ({ page }) => {
    const result = await page.evaluate(`${SETUP}
      const sized = (length) => { try { return typeof new PaymentRequest([{ supportedMethods: 'interledger', data: { a: 'x'.repeat(length - 8) } }], { total }); } catch (error) { return String(error) } };
      [sized(8192), sized(8193), sized(2_000_000)]`);
    expect(result).toEqual([
      'object',
      "TypeError: Failed to construct 'PaymentRequest': The data of the payment method is longer than 8192 characters of JSON.",
      "TypeError: Failed to construct 'PaymentRequest': The data of the payment method is longer than 8192 characters of JSON.",
    ]);
  });
});

test.describe('show(detailsPromise)', () => {
  const later = (value: string) => `heard.then(() => (${value}))`;

  test('updates the total and the items, and the sheet waits for it', async ({ page, puppet }) => {
    const value = `{ total: { label: 'With post', amount: { currency: 'eur', value: '12.00' } }, displayItems: [{ label: 'Post', amount: { currency: 'EUR', value: '2.00' } }] }`;
    expect(await clickedAndHeard(page, puppet, `return why(ask('pay-when-updated').show(${later(value)}))`)).toBe(
      'fine: [object PaymentResponse]',
    );
    const heard = (await puppet.heard()).filter(({ type }) => type === 'show' || type === 'update');
    expect(heard).toMatchObject([
      { type: 'show', pending: true, details: { total: { currency: 'USD', value: '10.00' } } },
      { type: 'update', details: { total: { currency: 'EUR', value: '12.00' }, items: [{ label: 'Post' }] } },
    ]);
  });

  for (const [name, value] of [
    ['nothing', 'undefined'],
    ['null', 'null'],
    ['an empty object', '{}'],
  ] as const) {
    test(`resolved with ${name}: as before`, async ({ page, puppet }) => {
      expect(await clickedAndHeard(page, puppet, `return why(ask('pay-when-updated').show(${later(value)}))`)).toBe(
        'fine: [object PaymentResponse]',
      );
      const [update] = (await puppet.heard()).filter(({ type }) => type === 'update');
      expect(update).toMatchObject({ details: { total: { currency: 'USD', value: '10.00' } } });
    });
  }

  test('settled before the browser has allowed the payment: the worker hears the new details only, and waits for nothing', async ({
    page,
    puppet,
  }) => {
    const value = `{ total: { label: 'With post', amount: { currency: 'eur', value: '12.00' } } }`;
    expect(await clicked(page, `return why(ask('pay').show(Promise.resolve(${value})))`)).toBe('fine: [object PaymentResponse]');
    expect((await puppet.heard()).filter(({ type }) => type === 'show' || type === 'update')).toMatchObject([
      { type: 'show', pending: false, details: { total: { currency: 'EUR', value: '12.00' } } },
    ]);
  });

  test('a value instead of a promise counts at once', async ({ page }) => {
    expect(await clicked(page, `return why(ask('pay').show(null))`)).toBe('fine: [object PaymentResponse]');
    expect(await clicked(page, `return soon(ask('pay-when-updated').show(undefined))`)).toBe('still open');
    await page.reload();
  });

  for (const [name, promise, expected] of [
    ['rejected', `Promise.reject(new RangeError('boo'))`, 'AbortError: RangeError: boo'],
    ['rejected with a symbol', `Promise.reject(Symbol('x'))`, 'AbortError: The promise was rejected.'],
    [
      'a negative total',
      `Promise.resolve({ total: { label: 'x', amount: { currency: 'USD', value: '-1' } } })`,
      "TypeError: Failed to construct 'PaymentDetailsUpdate': Total amount value should be non-negative",
    ],
    [
      'a total of the wrong type',
      `Promise.resolve({ total: 3 })`,
      "TypeError: Failed to read the 'total' property from 'PaymentDetailsUpdate': The provided value is not of type 'PaymentItem'.",
    ],
    [
      'items of the wrong type',
      `Promise.resolve({ displayItems: [3] })`,
      "TypeError: Failed to read the 'displayItems' property from 'PaymentDetailsBase': The provided value is not of type 'PaymentItem'.",
    ],
    ['a number', `Promise.resolve(3)`, "TypeError: The provided value is not of type 'PaymentDetailsUpdate'."],
    [
      'an error that is a symbol',
      `Promise.resolve({ error: Symbol('x') })`,
      "TypeError: Failed to read the 'error' property from 'PaymentDetailsUpdate': Cannot convert a Symbol value to a string",
    ],
    [
      'a malformed currency',
      `Promise.resolve({ total: { label: 'x', amount: { currency: 'U', value: '1' } } })`,
      "RangeError: Failed to construct 'PaymentDetailsUpdate': 'U' is not a valid ISO 4217 currency code, should be well-formed 3-letter alphabetic code.",
    ],
    ['a getter that throws', `Promise.resolve({ get total() { throw new EvalError('mine') } })`, 'EvalError: mine'],
    [
      'an error text',
      `Promise.resolve({ error: 'sorry' })`,
      "InvalidStateError: Cannot specify 'error' when resolving the promise passed into PaymentRequest.show()",
    ],
  ] as const) {
    test(`${name}: the payment ends`, async ({ page, puppet }) => {
      const result = await clicked(
        page,
        `const request = ask('hang'); return [await why(request.show(${promise})), await why(request.abort())]`,
      );
      expect(result).toEqual([
        expected,
        "InvalidStateError: Failed to execute 'abort' on 'PaymentRequest': No show() or retry() in progress, so nothing to abort",
      ]);
      await expect.poll(async () => (await puppet.heard()).some(({ type }) => type === 'disconnect' || type === 'abort')).toBe(true);
      expect((await puppet.heard()).some(({ type }) => type === 'update')).toBe(false);
    });
  }

  test('left open for ten seconds: AbortError', async ({ page, puppet }) => {
    test.slow();
    expect(await clicked(page, `return why(ask('hang').show(new Promise(() => {})))`)).toBe(
      'AbortError: Timed out waiting for a PaymentRequest.show(promise) to resolve.',
    );
    await expect.poll(async () => (await puppet.heard()).map(({ type }) => type)).toEqual(['connect', 'show', 'abort', 'disconnect']);
  });
});

test.describe('abort()', () => {
  test('ends the payment', async ({ page, puppet }) => {
    for (const plan of ['hang', 'abort-both-ways']) {
      const result = await clickedAndHeard(
        page,
        puppet,
        `const request = ask('${plan}'); const shown = why(request.show()); await heard; return [await why(request.abort()), await shown, await why(request.show())]`,
      );
      expect(result).toEqual([
        'fine: undefined',
        plan === 'hang' ? 'AbortError: The website has aborted the payment' : 'AbortError: The payment was cancelled.',
        NOT_AGAIN,
      ]);
    }
  });

  test('right after show() ends it before anything is shown', async ({ page, puppet }) => {
    const result = await clicked(
      page,
      `const request = ask('hang'); const shown = why(request.show()); return [await why(request.abort()), await shown]`,
    );
    expect(result).toEqual(['fine: undefined', 'AbortError: The website has aborted the payment']);
    expect((await puppet.heard()).some(({ type }) => type === 'show')).toBe(false);
  });

  test('is refused when money may be moving, and the payment goes on', async ({ page, puppet }) => {
    const result = await clickedAndHeard(
      page,
      puppet,
      `const request = ask('cannot-abort'); const shown = request.show(); await heard; return [await why(request.abort()), await soon(shown), await why(request.abort())]`,
    );
    const refused = "InvalidStateError: Failed to execute 'abort' on 'PaymentRequest': Unable to abort the payment";
    expect(result).toEqual([refused, 'still open', refused]);
    await page.reload();
  });

  test('twice: the second is refused', async ({ page, puppet }) => {
    const result = await clickedAndHeard(
      page,
      puppet,
      `const request = ask('deaf'); why(request.show()); await heard; const first = request.abort(); return [await why(request.abort()), await soon(first)]`,
    );
    expect(result).toEqual([
      "InvalidStateError: Failed to execute 'abort' on 'PaymentRequest': No show() or retry() in progress, so nothing to abort",
      'still open',
    ]);
    await page.reload();
  });
});

test.describe('PaymentResponse', () => {
  test('complete() once, with a result of the standard', async ({ page, puppet }) => {
    const result = await clicked(
      page,
      `
      const response = await ask('pay').show();
      const circular = {};
      circular.self = circular;
      return [
        await why(response.complete('great')),
        await why(response.complete('success', 3)),
        await why(response.complete('success', { data: 3 })),
        await why(response.complete('success', { data: circular })).then((text) => text.split('\\n')[0]),
        await why(response.complete({ toString: () => 'fail' }, { data: { a: 1 } })),
        await why(response.complete()),
        await why(response.retry()),
      ];
    `,
    );
    expect(result).toEqual([
      "TypeError: Failed to execute 'complete' on 'PaymentResponse': The provided value 'great' is not a valid enum value of type PaymentComplete.",
      "TypeError: Failed to execute 'complete' on 'PaymentResponse': The details are not of type 'PaymentCompleteDetails'.",
      "TypeError: Failed to execute 'complete' on 'PaymentResponse': The details are not of type 'PaymentCompleteDetails'.",
      'TypeError: Converting circular structure to JSON',
      'fine: undefined',
      "InvalidStateError: Failed to execute 'complete' on 'PaymentResponse': Already called complete() once",
      "InvalidStateError: Failed to execute 'retry' on 'PaymentResponse': Already called complete() once",
    ]);
    expect((await puppet.heard()).filter(({ type }) => type === 'complete')).toEqual([{ type: 'complete', result: 'fail' }]);
  });

  test('retry() ends at once: what is paid cannot be entered again', async ({ page }) => {
    const result = await clicked(
      page,
      `const response = await ask('pay').show(); return [await why(response.retry(3)), await why(response.retry({ error: 'Wrong address' })), await why(response.complete())]`,
    );
    expect(result).toEqual([
      "TypeError: Failed to execute 'retry' on 'PaymentResponse': The provided value is not of type 'PaymentValidationErrors'.",
      'AbortError: The payment was made and cannot be made again.',
      "InvalidStateError: Failed to execute 'complete' on 'PaymentResponse': Already called complete() once",
    ]);
  });

  test('onpayerdetailchange is an event handler', async ({ page }) => {
    const result = await clicked(
      page,
      `
      const response = await ask('pay').show();
      const seen = [];
      const send = (options) => { const event = new PaymentRequestUpdateEvent('payerdetailchange', options); const isGoingOn = response.dispatchEvent(event); return isGoingOn; };
      const handler = function (event) { seen.push('handler', this === response, event.type, arguments.length); };
      seen.push(response.onpayerdetailchange);
      send();
      response.addEventListener('payerdetailchange', () => seen.push('first'));
      response.onpayerdetailchange = handler;
      response.addEventListener('payerdetailchange', () => seen.push('last'));
      seen.push(response.onpayerdetailchange === handler);
      send();
      response.onpayerdetailchange = () => (seen.push('replaced'), false);
      seen.push(send({ cancelable: true }), send({ cancelable: false }));
      response.onpayerdetailchange = { handleEvent() { seen.push('never') } };
      seen.push(typeof response.onpayerdetailchange);
      send();
      response.onpayerdetailchange = 3;
      seen.push(response.onpayerdetailchange);
      send();
      response.onpayerdetailchange = () => seen.push('anew');
      send();
      response.onpayerdetailchange = undefined;
      send();
      return seen;
    `,
    );
    expect(result).toEqual(
      [
        [null, true],
        ['first', 'handler', true, 'payerdetailchange', 1, 'last'],
        ['first', 'replaced', 'last', 'first', 'replaced', 'last', false, true],
        ['object', 'first', 'last'],
        [null, 'first', 'last'],
        ['first', 'last', 'anew'],
        ['first', 'last'],
      ].flat(),
    );
  });
});

test.describe('lists with other methods', () => {
  test('ours is offered; the browser checks the others', async ({ page, puppet }) => {
    const result = await clicked(
      page,
      `
      const mixed = (plan) => new PaymentRequest([{ supportedMethods: 'other-method', data: { b: 2 } }, { supportedMethods: 'interledger', data: { plan } }, { supportedMethods: 'https://tender.interledger.example/pay', data: { plan: 'fail' } }], { total });
      const request = mixed('pay');
      const can = [await request.canMakePayment(), await request.hasEnrolledInstrument()];
      const response = await request.show();
      return [...can, response.methodName];
    `,
    );
    expect(result).toEqual([true, true, 'interledger']);
    expect((await puppet.heard()).filter(({ type }) => type === 'show')).toMatchObject([{ data: { plan: 'pay' } }]);
    expect(
      await clicked(
        page,
        `return why(new PaymentRequest([{ supportedMethods: 'interledger', data: { plan: 'decline' } }, { supportedMethods: 'other-method' }], { total }).show())`,
      ),
    ).toBe('AbortError: The payment was cancelled.');
  });

  test('both our names are two methods, the same name twice is an error', async ({ page }) => {
    const result = await page.evaluate(`${SETUP}
      const url = 'https://tender.interledger.example/pay';
      const make = (...names) => { try { return typeof new PaymentRequest(names.map((supportedMethods) => ({ supportedMethods })), { total }); } catch (error) { return String(error) } };
      [make('interledger', url), make(url, url), make(url, 'x', 'interledger', 'x')]`);
    const twice = "RangeError: Failed to construct 'PaymentRequest': Cannot have duplicate payment method identifiers";
    expect(result).toEqual(['object', twice, twice]);
  });

  test('a list without ours goes to the browser alone, its data as it is', async ({ page, plainPage, puppet }) => {
    const source = `${SETUP}
      const seen = [];
      const data = new Proxy({ a: 1 }, { get(target, key) { seen.push(String(key)); return target[key]; }, ownKeys(target) { seen.push('keys'); return Reflect.ownKeys(target); } });
      const request = new PaymentRequest([{ supportedMethods: 'other-method', data }], { total });
      (async () => [seen, await why(request.canMakePayment()), await why(request.hasEnrolledInstrument()), await why(request.show())])()`;
    expect(await page.evaluate(source)).toEqual(await plainPage.evaluate(source));
    expect(await puppet.heard()).toEqual([]);
  });
});

test('subclasses work, their methods and fields too', async ({ page }) => {
  const result = await clicked(
    page,
    `
    class ShopRequest extends PaymentRequest {
      #order;
      constructor(order) { super([{ supportedMethods: 'interledger', data: { plan: 'pay' } }], { id: order, total }); this.#order = order; }
      async show() { const response = await super.show(); await response.complete('success'); return this.#order + ' ' + response.requestId; }
    }
    const request = new ShopRequest('o-1');
    return [await request.canMakePayment(), await request.show(), request instanceof PaymentRequest, Object.prototype.toString.call(request)];
  `,
  );
  expect(result).toEqual([true, 'o-1 o-1', true, '[object PaymentRequest]']);
});
