import { expect, onClick, test } from '../fixtures/page-bridge.ts';

/*
 * Pages that fight the extension. They may break themselves; they must neither pay without the user, nor learn anything that
 * an honest page does not learn, nor keep a payment that works from working.
 */

/** Runs in the page before anything else of it: replaces every built-in that it can find, and notes what calls them. */
const PATCH_EVERYTHING = `
  globalThis.stolen = [];
  const nativeApply = Reflect.apply, nativeOwnKeys = Reflect.ownKeys, nativeGetOwn = Reflect.getOwnPropertyDescriptor, nativeDefine = Reflect.defineProperty;
  const NativeError = Error, keep = stolen.push.bind(stolen);
  let quiet = false;
  const spy = (name, native) => new Proxy(native, {
    apply(target, self, args) {
      if (!quiet) {
        quiet = true;
        let stack = '';
        try { stack = new NativeError('spy').stack; } catch {}
        if (/chrome-extension|payment-request:\\d/.test(stack)) keep(name + ' ' + stack);
        quiet = false;
      }
      return nativeApply(target, self, args);
    },
  });
  const names = ['Promise', 'Array', 'Object', 'Function', 'String', 'Number', 'Symbol', 'JSON', 'Reflect', 'Proxy', 'WeakMap', 'Map', 'Set', 'WeakSet', 'Error', 'TypeError', 'DOMException', 'EventTarget', 'Event', 'MessageEvent', 'CustomEvent', 'FocusEvent', 'MessagePort', 'MessageChannel', 'Node', 'Document', 'Window', 'Navigator', 'UserActivation', 'PaymentRequest', 'PaymentResponse', 'PaymentRequestUpdateEvent'];
  const objects = [globalThis, document, navigator, Object.getPrototypeOf([][Symbol.iterator]()), Object.getPrototypeOf(async function () {}), Object.getPrototypeOf(function* () {})];
  for (const name of names) { const it = globalThis[name]; if (it) objects.push(it); if (it && it.prototype && !name.startsWith('Payment')) objects.push(it.prototype); }
  const all = [];
  for (const object of objects) for (const key of nativeOwnKeys(object)) all.push([object, key]);
  for (const [object, key] of all) {
    const descriptor = nativeGetOwn(object, key);
    if (!descriptor || !descriptor.configurable || /^(stolen|Reflect|Proxy|Error|eval|setTimeout|PaymentRequest)$/.test(String(key))) continue;
    for (const part of ['value', 'get', 'set']) if (typeof descriptor[part] === 'function') descriptor[part] = spy(String(key), descriptor[part]);
    nativeDefine(object, key, descriptor);
  }
  // Traps for whatever looks an absent key up in the common prototype.
  for (const key of ['apply', 'construct', 'get', 'set', 'has', 'deleteProperty', 'ownKeys', 'getOwnPropertyDescriptor', 'defineProperty', 'getPrototypeOf', 'setPrototypeOf', 'isExtensible', 'value', 'writable', 'enumerable', 'configurable', 'once', 'capture', 'passive', 'signal', 'data', 'detail', 'ports', 'show', 'accept', 'aborting', 'answer', 'toJSON', 'bridge', 'offer', 'state', 'type', 'name', 'message', 'resolve', 'reject', 'promise', 'transfer', '0', '1', '2', 'length', 'done', 'next'])
    nativeDefine(Object.prototype, key, { configurable: true, get() { if (!quiet && this !== globalThis) { quiet = true; const stack = new NativeError('key').stack; if (/chrome-extension|payment-request:\\d/.test(stack)) keep('Object.prototype.' + key + ' ' + stack); quiet = false; } return undefined; }, set(value) { keep('set Object.prototype.' + key); } });
  for (const key of ['0', '1', '2']) nativeDefine(Array.prototype, key, { configurable: true, get() { keep('get Array.prototype.' + key); }, set() { keep('set Array.prototype.' + key); } });
`;

const PAY = `
  const total = { label: 'x', amount: { currency: 'USD', value: '1.00' } };
  document.querySelector('button').onclick = () => {
    const request = new PaymentRequest([{ supportedMethods: 'interledger', data: { plan: 'pay-when-updated', incomingPayment: 'https://w.test/9' } }], { total, id: 'o-9' });
    const settled = new Promise((resolve) => { globalThis.settle = () => resolve({ displayItems: [{ label: 'a', amount: { currency: 'USD', value: '1.00' } }] }); });
    request.show(settled).then((response) => { response.complete('success'); document.title = response.methodName + ' ' + response.details.incomingPayment; }, (error) => { document.title = String(error); });
  };
`;

test('a page that replaced every built-in is paid all the same, and hears nothing', async ({ page, shops, puppet }) => {
  const body = `<!doctype html><button>Buy</button><script>${PAY}</script><script>${PATCH_EVERYTHING}</script>`;
  shops.put('/hostile', body);
  await page.goto(`${shops.origin}/hostile`);
  // Without Playwright's own scripts, which this page would break: the browser itself presses the button.
  const session = await page.context().newCDPSession(page);
  // Chromium drops input that comes before the first picture of a page.
  const painted = 'new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))';
  await session.send('Runtime.evaluate', { expression: painted, awaitPromise: true });
  for (const type of ['mousePressed', 'mouseReleased'] as const) {
    await session.send('Input.dispatchMouseEvent', { type, x: 20, y: 18, button: 'left', clickCount: 1 });
  }
  // Settled once the worker has heard of the payment: before that there would be no update.
  await expect.poll(async () => (await puppet.heard()).some(({ type }) => type === 'show')).toBe(true);
  await session.send('Runtime.evaluate', { expression: 'settle()' });
  const title = async () => {
    const { result } = await session.send('Runtime.evaluate', { expression: 'document.title' });
    return result.value as unknown;
  };
  await expect.poll(title).toBe('interledger https://w.test/9');
  const { result } = await session.send('Runtime.evaluate', { expression: 'JSON.stringify(stolen)' });
  const called = new Set((JSON.parse(String(result.value)) as string[]).map((entry) => entry.split(/ (?:Error|get)/)[0]));
  // The browser itself calls the page's array iterator to read the page's arrays; nothing else of the page runs.
  expect([...called]).toEqual(['Symbol(Symbol.iterator)', 'next']);
  expect((await puppet.heard()).map(({ type }) => type)).toEqual(['connect', 'show', 'update', 'complete', 'disconnect']);
  expect((await puppet.heard())[1]).toMatchObject({ requestId: 'o-9', data: { incomingPayment: 'https://w.test/9' } });
});

test('the page sees neither the meeting nor what is said afterwards', async ({ page, shops }) => {
  const listen = `
    globalThis.seen = [];
    for (const type of ['tender-bridge', 'page', 'reply', 'message', 'focus', 'error']) for (const target of [window, document, document.documentElement]) target.addEventListener(type, (event) => event.isTrusted || seen.push(type), true);
    addEventListener('message', (event) => seen.push('message ' + event.origin));
  `;
  const body = `<!doctype html><script>${listen}</script><button>Buy</button>`;
  await page.goto(`${shops.origin}/?body=${encodeURIComponent(body)}`);
  const paid = await onClick(
    page,
    `return (await new PaymentRequest([{ supportedMethods: 'interledger', data: { plan: 'pay' } }], { total: { label: 'x', amount: { currency: 'USD', value: '1' } } }).show()).methodName`,
  );
  expect(paid).toBe('interledger');
  expect(await page.evaluate('seen')).toEqual([]);
});

test('a forged meeting meets nobody', async ({ page, puppet }) => {
  const result = await page.evaluate(() => {
    const target = new EventTarget();
    const heard: string[] = [];
    for (const type of ['page', 'reply']) target.addEventListener(type, () => heard.push(type));
    for (const on of [document, window, document.documentElement]) {
      on.dispatchEvent(new FocusEvent('tender-bridge', { relatedTarget: target, bubbles: true }));
      on.dispatchEvent(new MessageEvent('page', { data: { type: 'show', show: 1 } }));
      on.dispatchEvent(new MessageEvent('reply', { data: { show: 1, answer: { type: 'response', details: {} } } }));
    }
    return heard;
  });
  expect(result).toEqual([]);
  expect(await puppet.heard()).toEqual([]);
});

test('a parent that prepares a frame before it loads steals at most what the frame could ask itself', async ({ page, puppet }) => {
  // The first document of a frame gives its window to the next one; a parent can replace built-ins in it in between.
  const result = await page.evaluate(async () => {
    const frame = document.createElement('iframe');
    frame.src = '/?frame';
    document.body.append(frame);
    const inner = frame.contentWindow as unknown as Window & typeof globalThis;
    const stolen: Event[] = [];
    const nativeListen = Reflect.get(inner.EventTarget.prototype, 'addEventListener') as typeof addEventListener;
    inner.EventTarget.prototype.addEventListener = function (this: EventTarget, type: string, listener: unknown, options?: unknown) {
      const both = (event: Event) => {
        stolen.push(event);
        (listener as (event: Event) => void)(event);
      };
      Reflect.apply(nativeListen, this, [type, both, options]);
    };
    await new Promise((resolve) => frame.addEventListener('load', resolve));
    const target = stolen.map((event) => (event as FocusEvent).relatedTarget).find(Boolean);
    if (!target) return 'nothing stolen';
    const answers: unknown[] = [];
    const answered = new Promise((resolve) => {
      const hear = (event: MessageEvent) => resolve(answers.push(event.data));
      Reflect.apply(nativeListen, target, ['reply', hear]);
    });
    const total = { currency: 'USD', value: '1' };
    const call = {
      type: 'show',
      show: 77,
      requestId: 'forged',
      methodName: 'interledger',
      data: '{"plan":"pay"}',
      details: { total, items: { length: 0 } },
      pending: false,
    };
    await new Promise((resolve) => setTimeout(resolve, 6000));
    target.dispatchEvent(new inner.MessageEvent('page', { data: call }));
    await answered;
    return answers;
  });
  // No click in the last five seconds: the browser refuses in the content script's own world, whatever the page did to its own.
  const refused = { type: 'refused', name: 'SecurityError', message: 'PaymentRequest.show() requires user activation.' };
  expect([JSON.stringify([{ show: 77, answer: refused }]), '"nothing stolen"']).toContain(JSON.stringify(result));
  expect((await puppet.heard()).filter(({ type }) => type === 'show')).toEqual([]);
});

test('no stack, source text or error names the extension', async ({ page, extensionDir }) => {
  const text = await onClick(
    page,
    `
    const out = [];
    const note = (error) => { out.push(String(error && error.stack), String(error), JSON.stringify(error, Object.getOwnPropertyNames(error ?? {}))); };
    const attempt = async (run) => { try { note(await run()); } catch (error) { note(error); } };
    const total = { label: 'x', amount: { currency: 'USD', value: '1' } };
    const make = (method, details = { total }, data = {}) => new PaymentRequest([{ supportedMethods: method, data }], details);
    const thrower = { get total() { out.push(new Error('in a getter').stack); return total; }, get displayItems() { throw new Error('from a getter'); } };
    for (const method of ['interledger', 'other-method']) {
      await attempt(() => make(method, {}));
      await attempt(() => make(method, { total: { label: 'x', amount: { currency: 'U', value: '1' } } }));
      await attempt(() => make(method, { total: { label: Symbol('x'), amount: { currency: 'U', value: '1' } } }));
      await attempt(() => make(method, { total: { label: { toString() { return {}; } }, amount: { currency: 'U', value: '1' } } }));
      await attempt(() => make(method, thrower));
      await attempt(() => make(method, { total }, { toJSON() { out.push(new Error('in toJSON').stack); return {}; } }));
      await attempt(() => make(method, { total }, { a: 'x'.repeat(9000) }));
      await attempt(() => make(method).abort());
      await attempt(() => PaymentRequest.prototype.show.call({}));
      await attempt(() => make(method).show.call(null));
    }
    await attempt(() => make('interledger', { total }, { plan: 'fail' }).show());
    await attempt(() => make('interledger', { total }, { plan: 'fail' }).show());
    await attempt(() => PaymentRequest());
    await attempt(() => PaymentResponse.prototype.details);
    // An async function of the page that our code waits for: its errors must not show who waits.
    const late = (async () => { await null; await null; const error = new Error('async'); out.push(error.stack); throw error; })();
    await attempt(() => make('interledger', { total }, { plan: 'hang' }).show(late));
    for (const name of ['show', 'abort', 'canMakePayment', 'hasEnrolledInstrument', 'constructor']) out.push(Function.prototype.toString.call(PaymentRequest.prototype[name]));
    for (const name of ['complete', 'retry', 'toJSON']) out.push(Function.prototype.toString.call(PaymentResponse.prototype[name]));
    out.push(Function.prototype.toString.call(PaymentRequest));
    out.push(JSON.stringify(performance.getEntries()), document.documentElement.outerHTML, [...document.scripts].map((script) => script.src).join());
    return out.join('\\n');
  `,
  );
  expect(text).not.toMatch(/chrome-extension|moz-extension/);
  expect(text).not.toContain(extensionDir);
  expect(text).toContain('native code');
});

/** Runs in the page: the stacks of what its calls reject with. */
async function rejections(method: string): Promise<Record<string, string>> {
  const total = { label: 'x', amount: { currency: 'USD', value: '1' } };
  const make = () => new PaymentRequest([{ supportedMethods: method, data: { plan: 'decline' } }], { total });
  const stacks: Record<string, string> = {};
  const note = async (name: string, run: () => Promise<unknown>) => {
    await run().catch((error: Error) => (stacks[name] = String(error.stack)));
  };
  const request = make();
  await note('abort before show', () => request.abort());
  await note('show', () => request.show());
  await note('abort when closed', () => request.abort());
  await note('canMakePayment when closed', () => request.canMakePayment());
  return stacks;
}

test('rejections show the page’s frames as the browser’s own do, and none of ours', async ({ page, plainPage }) => {
  const ours = await page.evaluate(rejections, 'interledger');
  const native = await plainPage.evaluate(rejections, 'elses-method');
  expect(ours).toEqual(native);
  expect(ours['abort before show']).toContain('rejections');
  expect(ours['show']).not.toContain('\n');
  const others = await onClick(
    page,
    `
    const total = { label: 'x', amount: { currency: 'USD', value: '1' } };
    const make = (plan) => new PaymentRequest([{ supportedMethods: 'interledger', data: { plan } }], { total });
    const stacks = [];
    const note = (promise) => promise.catch((error) => stacks.push(error.stack));
    const response = await make('pay').show();
    const circular = {};
    circular.self = circular;
    for (const args of [['great'], ['success', 3], [Symbol('x')], [{ toString: () => ({}) }], ['fail', { data: circular }], ['fail', { data: { a: 1n } }]]) await note(response.complete(...args));
    await note(response.retry(3));
    await note(response.retry());
    await note(response.retry());
    return stacks;
  `,
  );
  expect(others).toHaveLength(9);
  expect((others as string[]).filter((stack) => /payment-request:\d/.test(stack) || !stack.includes('\n    at eval '))).toEqual([]);
  for (const update of [
    '{ total: 3 }',
    "{ total: { label: 'x', amount: { currency: 'U', value: '1' } } }",
    "{ error: 'x' }",
    '{ total: { label: { toString: () => ({}) }, amount: total.amount } }',
    '3',
  ]) {
    const stack = await onClick(
      page,
      `
      const total = { label: 'x', amount: { currency: 'USD', value: '1' } };
      return new PaymentRequest([{ supportedMethods: 'interledger', data: { plan: 'hang' } }], { total }).show(Promise.resolve(${update})).catch(({ stack }) => stack);
    `,
    );
    expect(String(stack)).not.toContain('\n');
  }
});

/** Ways to give data that JSON has no text for, or that runs the page's code while it is serialised. */
const UNSERIALISABLE: Readonly<Record<string, string>> = {
  circular: '(() => { const data = {}; data.self = data; return data; })()',
  'a bigint': '({ a: 1n })',
  'a revoked proxy': '(() => { const { proxy, revoke } = Proxy.revocable({}, {}); revoke(); return proxy; })()',
  'a throwing getter': "({ get a() { throw new RangeError('mine'); } })",
  'a throwing toJSON': "({ toJSON() { throw new RangeError('mine'); } })",
  'a toJSON that constructs': '({ toJSON() { new PaymentRequest([{ supportedMethods: M, data: BAD }], { total }); } })',
  'a thousand levels too many': '(() => { let data = []; for (let i = 0; i < 200_000; i++) data = [data]; return data; })()',
  'too long': "({ a: 'x'.repeat(2_000_000) })",
};

/** Where such data can be: first, so that the browser goes on to another. Chromium's own constructor kills the renderer for all of these. */
const PLACES: Readonly<Record<string, string>> = {
  'a modifier, another one behind it': '[[{ supportedMethods: M }], { total, modifiers: [modifier(BAD), modifier({ a: 1 })] }]',
  'a modifier, one without data behind it': '[[{ supportedMethods: M }], { total, modifiers: [modifier(BAD), { supportedMethods: M }] }]',
  'a modifier, one with a toJSON behind it':
    '[[{ supportedMethods: M }], { total, modifiers: [modifier(BAD), modifier({ toJSON: () => (ran.push(1), 1) })] }]',
  'another method': "[[{ supportedMethods: 'other-method', data: BAD }, { supportedMethods: M, data: {} }], { total }]",
  'our method': "[[{ supportedMethods: M, data: BAD }, { supportedMethods: 'other-method', data: {} }], { total }]",
};

test('data that cannot be serialised is refused, and nothing crashes', async ({ page, puppet }) => {
  const outcomes = await page.evaluate(`(async () => {
    const M = 'interledger';
    const total = { label: 'x', amount: { currency: 'USD', value: '1' } };
    const ran = [];
    const modifier = (data) => ({ supportedMethods: M, data });
    const BAD = { toJSON() { throw new RangeError('mine'); } };
    const outcomes = {};
    const attempt = (name, args) => {
      try { outcomes[name] = typeof new PaymentRequest(...args()); } catch (error) { outcomes[name] = error.name; }
    };
    ${Object.entries(UNSERIALISABLE)
      .flatMap(([what, data]) =>
        Object.entries(PLACES).map(
          ([place, args]) =>
            `attempt(${JSON.stringify(`${what} in ${place}`)}, () => { const data = ${data}; { const BAD = data; return ${args}; } });`,
        ),
      )
      .join('\n')}
    await new Promise((resolve) => setTimeout(resolve, 100));
    return { outcomes, ran, alive: JSON.stringify([{ a: 1 }]) };
  })()`);
  const { outcomes: names, ran, alive } = outcomes as { outcomes: Record<string, string>; ran: unknown[]; alive: string };
  expect(Object.keys(names)).toHaveLength(40);
  // The browser's own name for it in this version: the page's own error or a TypeError.
  expect(Object.entries(names).filter(([, name]) => name !== 'TypeError' && name !== 'RangeError')).toEqual([]);
  expect([ran, alive]).toEqual([[], '[{"a":1}]']);
  for (const data of Object.values(UNSERIALISABLE)) {
    const shown = await onClick(
      page,
      `
      const M = 'interledger';
      const total = { label: 'x', amount: { currency: 'USD', value: '1' } };
      const BAD = { toJSON() { throw new RangeError('mine'); } };
      const update = { modifiers: [{ supportedMethods: M, data: ${data} }, { supportedMethods: M, data: { a: 1 } }] };
      return new PaymentRequest([{ supportedMethods: M, data: { plan: 'pay-when-updated' } }], { total }).show(Promise.resolve(update)).then(() => 'paid', ({ name }) => name);
    `,
    );
    expect(['TypeError', 'RangeError']).toContain(shown);
  }
  expect((await puppet.heard()).some(({ type }) => type === 'update')).toBe(false);
});

test('data is serialised once, whatever toJSON the page has put on its prototypes', async ({ page, puppet }) => {
  const result = await onClick(
    page,
    `
    let calls = 0;
    Object.prototype.toJSON = function () { calls++; if (calls > 4) throw new Error('too often'); return Array.isArray(this) ? this : { ...this, n: calls }; };
    try {
      const total = { label: 'x', amount: { currency: 'USD', value: '1' } };
      const modifiers = [{ supportedMethods: 'other-method', data: { deep: { a: 1 } } }, { supportedMethods: 'interledger', data: { a: 1 } }];
      const request = new PaymentRequest([{ supportedMethods: 'interledger', data: { plan: 'pay' } }], { total, modifiers });
      delete Object.prototype.toJSON;
      return [calls, (await request.show()).methodName];
    } finally { delete Object.prototype.toJSON; }
  `,
  );
  expect(result).toEqual([4, 'interledger']);
  expect((await puppet.heard()).find(({ type }) => type === 'show')).toMatchObject({ data: { plan: 'pay', n: 1 } });
});

/** Runs in a page: twenty ways to ask what an honest page could see. Called with and without a wallet the answers must be equal, and are, for none asks the worker. */
async function probes(): Promise<Record<string, unknown>> {
  const total = { label: 'x', amount: { currency: 'USD', value: '1' } };
  const make = (data?: object) => new PaymentRequest([{ supportedMethods: 'interledger', ...(data && { data }) }], { total });
  type Extended = PaymentRequest & { hasEnrolledInstrument: () => Promise<boolean> };
  const found: Record<string, unknown> = {};
  const note = async (name: string, run: () => unknown) => {
    try {
      found[name] = await run();
    } catch (error) {
      found[name] = String(error);
    }
  };
  await note('canMakePayment', () => make().canMakePayment());
  await note('hasEnrolledInstrument', () => (make() as Extended).hasEnrolledInstrument());
  await note('canMakePayment with data', () => make({ walletAddress: 'https://w.test/a' }).canMakePayment());
  await note('hasEnrolledInstrument with data', () => (make({ walletAddress: 'https://w.test/a' }) as Extended).hasEnrolledInstrument());
  await note('a hundred times', async () =>
    (await Promise.all(Array.from({ length: 100 }, () => (make() as Extended).hasEnrolledInstrument()))).every(Boolean),
  );
  await note('show without a click', () => new Promise((resolve) => setTimeout(() => resolve(1), 0)));
  await note('keys of the window', () =>
    Reflect.ownKeys(window)
      .filter((key) => /tender|wallet|interledger|chrome-ext/i.test(String(key)))
      .join(),
  );
  await note('chrome.runtime', () => typeof (Reflect.get(globalThis, 'chrome') as { runtime?: unknown } | undefined)?.runtime);
  await note('keys of a request', () => Reflect.ownKeys(make()).join());
  await note('symbols of the prototype', () => Object.getOwnPropertySymbols(PaymentRequest.prototype).map(String).join());
  await note('elements', () => document.querySelectorAll('*').length);
  await note('attributes of the root', () => document.documentElement.getAttributeNames().join());
  await note('style sheets', () => document.styleSheets.length + document.adoptedStyleSheets.length);
  await note('resources', () => performance.getEntriesByType('resource').filter(({ name }) => !name.startsWith('http')).length);
  await note('storage', () => Object.keys(localStorage).concat(Object.keys(sessionStorage)).join());
  await note('cookies', () => document.cookie);
  await note('databases', async () => (await indexedDB.databases()).length);
  await note('worker registrations', async () => (await navigator.serviceWorker.getRegistrations()).length);
  await note('structured clone', () => {
    structuredClone(make());
  });
  await note('timing of canMakePayment', async () => {
    const start = performance.now();
    await make().canMakePayment();
    return performance.now() - start < 50;
  });
  return found;
}

test('twenty probes learn only that the payment method is known', async ({ page, plainPage, puppet }) => {
  const with_ = await page.evaluate(probes);
  const without = await plainPage.evaluate(probes);
  const differs = Object.keys(with_).filter((name) => JSON.stringify(with_[name]) !== JSON.stringify(without[name]));
  expect(differs).toEqual([
    'canMakePayment',
    'hasEnrolledInstrument',
    'canMakePayment with data',
    'hasEnrolledInstrument with data',
    'a hundred times',
  ]);
  // No probe reached the worker, which alone knows of wallets.
  expect(await puppet.heard()).toEqual([]);
});

test('nothing is left in a page that asks for no payment', async ({ page, shops }) => {
  const session = await page.context().newCDPSession(page);
  await page.goto(`${shops.origin}/`);
  for (const expression of ['document', 'window', 'document.documentElement']) {
    const { result } = await session.send('Runtime.evaluate', { expression });
    const { listeners } = await session.send('DOMDebugger.getEventListeners', { objectId: result.objectId ?? '' });
    expect(listeners).toEqual([]);
  }
});
