import { expect, test } from '../fixtures/page-bridge.ts';

/* The same calls in a browser with the extension and in one without: whatever our method does not change must come out equal. */

/** Runs in the page. Every case is one call of the constructor; its outcome is a class, a name and a message. */
function constructorTable(): Record<string, string> {
  const total = { label: 'Shoes', amount: { currency: 'usd', value: '1.00' } };
  const details = { total };
  const methods = [{ supportedMethods: 'interledger', data: { a: 1 } }];
  const circular: Record<string, unknown> = {};
  circular['self'] = circular;
  const amount = (currency: unknown, value: unknown) => ({ total: { label: 'x', amount: { currency, value } } });
  const cases: Record<string, readonly unknown[]> = {
    'no arguments': [],
    'no details': [methods],
    'no methods': [[], details],
    'methods not iterable': [{}, details],
    'methods a number': [3, details],
    'methods null': [null, details],
    'methods a string': ['interledger', details],
    'methods with a broken iterator': [{ [Symbol.iterator]: 3 }, details],
    'method a number': [[3], details],
    'method null': [[null], details],
    'method without identifier': [[{}], details],
    'identifier a symbol': [[{ supportedMethods: Symbol('x') }], details],
    'identifier in capitals': [[{ supportedMethods: 'INTERLEDGER' }], details],
    'identifier with a space': [[{ supportedMethods: 'inter ledger' }], details],
    'identifier over http': [[{ supportedMethods: 'http://pay.example/x' }], details],
    'identifier twice': [[methods[0], methods[0]], details],
    'identifier as an array': [[{ supportedMethods: ['interledger'] }], details],
    'data a number': [[{ supportedMethods: 'interledger', data: 3 }], details],
    'data null': [[{ supportedMethods: 'interledger', data: null }], details],
    'data a function': [[{ supportedMethods: 'interledger', data: () => 1 }], details],
    'data circular': [[{ supportedMethods: 'interledger', data: circular }], details],
    'data with a bigint': [[{ supportedMethods: 'interledger', data: { a: 1n } }], details],
    'data whose toJSON throws': [
      [
        {
          supportedMethods: 'interledger',
          data: {
            toJSON() {
              throw new RangeError('mine');
            },
          },
        },
      ],
      details,
    ],
    'data whose toJSON gives nothing': [[{ supportedMethods: 'interledger', data: { toJSON: () => undefined } }], details],
    'details null': [methods, null],
    'details a number': [methods, 5],
    'details empty': [methods, {}],
    'total a number': [methods, { total: 3 }],
    'total without amount': [methods, { total: { label: 'x' } }],
    'total without label': [methods, { total: { amount: total.amount } }],
    'total negative': [methods, amount('USD', '-1')],
    'total minus zero': [methods, amount('USD', '-0')],
    'currency of two letters': [methods, amount('US', '1')],
    'currency missing': [methods, amount(undefined, '1')],
    'currency an object': [methods, amount({ toString: () => 'usd' }, '1')],
    'value ends in a dot': [methods, amount('USD', '1.')],
    'value a number': [methods, amount('USD', 1.5)],
    'value with an exponent': [methods, amount('USD', 1e21)],
    'value a symbol': [methods, amount('USD', Symbol('x'))],
    'value null': [methods, amount('USD', null)],
    'label a symbol': [methods, { total: { label: Symbol('x'), amount: total.amount } }],
    'label too long': [methods, { total: { label: 'x'.repeat(1025), amount: total.amount } }],
    'id too long': [methods, { total, id: 'x'.repeat(1025) }],
    'id a symbol': [methods, { total, id: Symbol('x') }],
    'id null': [methods, { total, id: null }],
    'id empty': [methods, { total, id: '' }],
    'items not iterable': [methods, { total, displayItems: {} }],
    'items null': [methods, { total, displayItems: null }],
    'item malformed': [methods, { total, displayItems: [{ label: 'a', amount: { currency: 'USD', value: 'x' } }] }],
    'item negative': [methods, { total, displayItems: [{ label: 'a', amount: { currency: 'USD', value: '-1' }, pending: 'yes' }] }],
    'items too many': [methods, { total, displayItems: Array.from({ length: 1025 }, () => total) }],
    'modifier negative': [methods, { total, modifiers: [{ supportedMethods: 'interledger', total: amount('USD', '-1').total }] }],
    'modifier malformed': [methods, { total, modifiers: [{ supportedMethods: 'Inter Ledger' }] }],
    'modifier without identifier': [methods, { total, modifiers: [{}] }],
    'modifier data a number': [methods, { total, modifiers: [{ supportedMethods: 'interledger', data: 3 }] }],
    'modifier data circular': [methods, { total, modifiers: [{ supportedMethods: 'interledger', data: circular }] }],
    'options a number': [methods, details, 3],
    'options null': [methods, details, null],
    'shipping type unknown': [methods, details, { requestShipping: true, shippingType: 'teleport' }],
    'shipping options alike': [
      methods,
      { total, shippingOptions: ['a', 'a'].map((id) => ({ id, label: 'x', amount: total.amount })) },
      { requestShipping: true },
    ],
    'shipping option chosen': [
      methods,
      { total, shippingOptions: ['a', 'b'].map((id) => ({ id, label: 'x', amount: total.amount, selected: id === 'b' })) },
      { requestShipping: true, shippingType: 'pickup' },
    ],
    'a getter that throws': [
      methods,
      {
        get total() {
          throw new EvalError('mine');
        },
      },
    ],
    'too many arguments': [methods, details, {}, 4],
  };
  const outcomes: Record<string, string> = {};
  for (const [name, args] of Object.entries(cases)) {
    try {
      const request = Reflect.construct(PaymentRequest, args) as PaymentRequest & Record<string, unknown>;
      const id = /^[0-9a-f-]{36}$/.test(request.id) ? 'a UUID' : JSON.stringify(request.id);
      outcomes[name] = `made, id ${id}, ${String(request['shippingOption'])} ${String(request['shippingType'])}`;
    } catch (error) {
      const { constructor, name: errorName, message } = error as Error;
      outcomes[name] = `${constructor.name} ${errorName}: ${message}`;
    }
  }
  return outcomes;
}

test('W3C Payment Request 3.1: the constructor accepts and refuses what the browser does, in its words', async ({ page, plainPage }) => {
  const ours = await page.evaluate(constructorTable);
  expect(Object.keys(ours).length).toBeGreaterThan(60);
  expect(ours).toEqual(await plainPage.evaluate(constructorTable));
});

/** Runs in the page: the order in which the constructor reads its arguments. */
function readingOrder(): { readonly read: readonly string[]; readonly converted: readonly string[] } {
  const read: string[] = [];
  const converted: string[] = [];
  const watched = <T extends object>(object: T, name: string): T =>
    new Proxy(object, {
      get(target, key) {
        const path = `${name}.${String(key)}`;
        read.push(path);
        const value: unknown = Reflect.get(target, key);
        return typeof value === 'object' && value !== null ? watched(value, path) : value;
      },
    });
  const text = (value: string) => ({
    toString() {
      converted.push(value);
      return value;
    },
  });
  const item = (name: string) => ({ label: text(`${name} label`), amount: { currency: text('usd'), value: text('1.00') }, pending: 1 });
  Reflect.construct(PaymentRequest, [
    watched([{ supportedMethods: 'interledger', data: { a: { b: 1 } } }], 'methods'),
    watched(
      {
        id: 'x',
        total: { label: 'x', amount: { currency: 'usd', value: '1' } },
        displayItems: [{ label: 'a', amount: { currency: 'usd', value: '1' } }],
        modifiers: [
          {
            supportedMethods: 'interledger',
            total: { label: 'x', amount: { currency: 'usd', value: '1' } },
            additionalDisplayItems: [],
            data: {},
          },
        ],
        shippingOptions: [{ id: '1', label: 'x', amount: { currency: 'usd', value: '1' } }],
        future: 1,
      },
      'details',
    ),
    watched({ requestShipping: true, future: 1 }, 'options'),
  ]);
  Reflect.construct(PaymentRequest, [
    [{ supportedMethods: text('interledger') }],
    { total: item('total'), displayItems: [item('first')], id: text('id') },
  ]);
  return { read, converted };
}

test('Web IDL: each member is read and converted once, in the prescribed order', async ({ page, plainPage }) => {
  const ours = await page.evaluate(readingOrder);
  expect(ours).toEqual(await plainPage.evaluate(readingOrder));
});

/** Runs in the page: how far the constructor reads when a value on the way has the wrong type. */
function readingUntil(): Record<string, readonly string[]> {
  const logs: Record<string, readonly string[]> = {};
  let log: string[] = [];
  const watched = (object: object, name: string): unknown =>
    new Proxy(object, {
      get(target, key) {
        log.push(`${name}.${String(key)}`);
        const value: unknown = Reflect.get(target, key);
        return typeof value === 'object' && value !== null ? watched(value, `${name}.${String(key)}`) : value;
      },
    });
  const iterable = (elements: readonly unknown[], name: string) => ({
    [Symbol.iterator]() {
      let at = 0;
      log.push(`${name} opened`);
      return {
        next() {
          const value = elements[at++];
          log.push(`${name} ${at}`);
          return {
            done: at > elements.length,
            value: typeof value === 'object' && value !== null ? watched(value, `${name}[${at}]`) : value,
          };
        },
        return() {
          log.push(`${name} closed`);
          return {};
        },
      };
    },
  });
  const amount = { currency: 'USD', value: '1' };
  const total = { label: 'x', amount };
  const fine = { supportedMethods: 'interledger', data: {} };
  const wrong: readonly unknown[] = [
    3,
    null,
    undefined,
    'x',
    Symbol('x'),
    {},
    { supportedMethods: Symbol('x'), label: 'a' },
    { data: 3 },
    { amount: 3 },
    { amount: {} },
    { amount, label: Symbol('x') },
  ];
  const run = (name: string, args: readonly unknown[]) => {
    log = [];
    try {
      Reflect.construct(PaymentRequest, args);
      log.push('made');
    } catch (error) {
      log.push(String(error));
    }
    logs[name] = log;
  };
  wrong.forEach((value, i) => {
    run(`methods ${i}`, [iterable([value, fine], 'methods'), watched({ total }, 'details'), watched({}, 'options')]);
    run(`second method ${i}`, [iterable([fine, value, fine], 'methods'), watched({ total }, 'details'), watched({}, 'options')]);
    run(`items ${i}`, [
      [fine],
      watched({ displayItems: iterable([value, total], 'items'), id: 'x', total }, 'details'),
      watched({}, 'options'),
    ]);
    run(`modifiers ${i}`, [
      [fine],
      watched({ modifiers: iterable([value, fine], 'modifiers'), id: 'x', total }, 'details'),
      watched({}, 'options'),
    ]);
    run(`shipping ${i}`, [
      [fine],
      watched({ shippingOptions: iterable([value, total], 'shipping'), id: 'x', total }, 'details'),
      watched({}, 'options'),
    ]);
    run(`total ${i}`, [[fine], watched({ total: value }, 'details'), watched({}, 'options')]);
    run(`options ${i}`, [[fine], watched({ total }, 'details'), value]);
    run(`details ${i}`, [[fine], value, watched({}, 'options')]);
    run(`step ${i}`, [{ [Symbol.iterator]: () => ({ next: () => (log.push('next'), value) }) }, watched({ total }, 'details')]);
    run(`iterator ${i}`, [{ [Symbol.iterator]: () => value }, watched({ total }, 'details')]);
    run(`next ${i}`, [{ [Symbol.iterator]: () => ({ next: value }) }, watched({ total }, 'details')]);
    run(`step of items ${i}`, [
      [fine],
      watched({ displayItems: { [Symbol.iterator]: () => ({ next: () => (log.push('next'), value) }) }, id: 'x', total }, 'details'),
    ]);
  });
  return logs;
}

test('Web IDL: reading stops at the first value of the wrong type, and closes no iterator', async ({ page, plainPage }) => {
  const ours = await page.evaluate(readingUntil);
  expect(ours).toEqual(await plainPage.evaluate(readingUntil));
  expect(ours['methods 0']).toEqual(['methods opened', 'methods 1', expect.stringContaining('TypeError')]);
});

/** Runs in the page: everything about the two interfaces that a script can see. */
function shape(): unknown {
  const describeValue = (value: unknown) => {
    if (typeof value !== 'function') return typeof value;
    const own = Object.getOwnPropertyNames(value)
      .filter((name) => name !== 'prototype')
      .toSorted();
    return `function ${value.name} (${value.length}) ${own.join(' ')} prototype:${'prototype' in value}`;
  };
  const members = (object: object) =>
    Reflect.ownKeys(object).map((key) => {
      const { get, set, value, ...flags } = (Reflect.getOwnPropertyDescriptor(object, key) ?? {}) as Record<string, unknown>;
      return [String(key), describeValue(get), describeValue(set), describeValue(value), JSON.stringify(flags)].join(' | ');
    });
  class Sub extends PaymentRequest {
    extra = 1;
  }
  const total = { label: 'x', amount: { currency: 'USD', value: '1' } };
  const methods = [{ supportedMethods: 'interledger' }];
  const made = new PaymentRequest(methods, { total });
  const sub = new Sub(methods, { total });
  const foreign = Reflect.construct(PaymentRequest, [methods, { total }], Array) as object;
  const called = (() => {
    try {
      Reflect.apply(PaymentRequest, undefined, [methods, { total }]);
      return 'no error';
    } catch (error) {
      return String(error);
    }
  })();
  return {
    request: members(PaymentRequest),
    requestPrototype: members(PaymentRequest.prototype),
    response: members(PaymentResponse),
    responsePrototype: members(PaymentResponse.prototype),
    global: JSON.stringify(Object.getOwnPropertyDescriptor(window, 'PaymentRequest')),
    // Methods are inherited, and the constructors point at each other.
    identities: [
      PaymentRequest.prototype.constructor === PaymentRequest,
      Object.getPrototypeOf(PaymentRequest) === EventTarget,
      Object.getPrototypeOf(made) === PaymentRequest.prototype,
      made instanceof PaymentRequest,
      made instanceof EventTarget,
      sub instanceof Sub && sub instanceof PaymentRequest && sub.extra === 1,
      Object.getPrototypeOf(sub) === Sub.prototype,
      Object.getPrototypeOf(foreign) === Array.prototype,
      made.constructor === PaymentRequest,
    ],
    own: [Reflect.ownKeys(made).length, Reflect.ownKeys(sub).join()],
    tags: [
      Object.prototype.toString.call(made),
      Object.prototype.toString.call(sub),
      Object.prototype.toString.call(PaymentResponse.prototype),
    ],
    called,
    globals: Reflect.ownKeys(window).filter((key) => /tender|interledger|wallet|payment/i.test(String(key))),
    listeners: typeof Reflect.get(made, 'onpaymentmethodchange'),
  };
}

test('the interfaces look as the browser made them', async ({ page, plainPage }) => {
  expect(await page.evaluate(shape)).toEqual(await plainPage.evaluate(shape));
});

/** Runs in the page: what calls say that do not start a payment. */
async function stateTable(method: string): Promise<Record<string, string>> {
  const details = { total: { label: 'x', amount: { currency: 'USD', value: '1' } } };
  const outcomes: Record<string, string> = {};
  const note = async (name: string, run: () => unknown) => {
    try {
      const pending = run();
      outcomes[name] = `${pending instanceof Promise ? 'a promise' : 'a value'}: ${String(await pending)}`;
    } catch (error) {
      outcomes[name] = `${(error as Error).constructor.name} ${String(error)}`;
    }
  };
  const request = new PaymentRequest([{ supportedMethods: method, data: { plan: 'decline' } }], details);
  const own = PaymentRequest.prototype as PaymentRequest & { hasEnrolledInstrument: () => unknown };
  await note('abort before show', () => request.abort());
  await note('show of no request', () => own.show.call({} as PaymentRequest));
  await note('show of a proxy', () => own.show.call(new Proxy(request, {})));
  await note('show of nothing', () => own.show.call(undefined as unknown as PaymentRequest));
  await note('abort of no request', () => own.abort.call({} as PaymentRequest));
  await note('canMakePayment of no request', () => own.canMakePayment.call({} as PaymentRequest));
  await note('hasEnrolledInstrument of no request', () => own.hasEnrolledInstrument.call({} as PaymentRequest));
  const fake = Object.create(PaymentResponse.prototype) as PaymentResponse & { onpayerdetailchange: unknown };
  await note('details of no response', () => fake.details);
  await note('complete of no response', () => fake.complete());
  await note('retry of no response', () => fake.retry());
  await note('toJSON of no response', () => fake.toJSON());
  await note('onpayerdetailchange of no response', () => (fake.onpayerdetailchange = null));
  await note('new PaymentResponse', () => Reflect.construct(PaymentResponse, []));
  const shown = request.show();
  shown.catch(() => undefined);
  await note('canMakePayment while showing', () => request.canMakePayment());
  await note('hasEnrolledInstrument while showing', () => (request as typeof own).hasEnrolledInstrument());
  await shown.catch(() => undefined);
  await note('abort when closed', () => request.abort());
  await note('canMakePayment when closed', () => request.canMakePayment());
  Object.assign(globalThis, { request });
  return outcomes;
}

test('W3C Payment Request 3.3 to 3.6: calls in the wrong state fail as in the browser', async ({ page, plainPage }) => {
  // `page.evaluate` counts as a click, so that show() may show, and once more for the second show().
  const again = 'request.show().catch((error) => [error.name, error.message, error instanceof DOMException])';
  const ours = [await page.evaluate(stateTable, 'interledger'), await page.evaluate(again)];
  const native = [await plainPage.evaluate(stateTable, 'interledger'), await plainPage.evaluate(again)];
  expect(ours).toEqual(native);
  expect(ours[1]).toEqual(['InvalidStateError', expect.stringContaining('Already called show() once'), true]);
});

test('W3C Payment Request 3.3: show() asks for the user activation before it looks at the state', async ({ page }) => {
  const outcome = await page.evaluate(async () => {
    const total = { label: 'x', amount: { currency: 'USD', value: '1' } };
    const request = new PaymentRequest([{ supportedMethods: 'interledger', data: { plan: 'decline' } }], { total });
    // Takes the activation of this script.
    const shown = request.show().catch(({ name }: Error) => name);
    const again = await request.show().catch(({ name }: Error) => name);
    await shown;
    return [again, await request.show().catch(({ name }: Error) => name)];
  });
  // Chromium's own show() says InvalidStateError in both: it does not ask first.
  expect(outcome).toEqual(['SecurityError', 'SecurityError']);
});

test('a request without our method is the browser’s own in every way', async ({ page, plainPage, puppet }) => {
  expect(await page.evaluate(stateTable, 'elses-method')).toEqual(await plainPage.evaluate(stateTable, 'elses-method'));
  expect(await puppet.heard()).toEqual([]);
});
