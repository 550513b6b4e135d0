import type { Page } from '@playwright/test';
import { expect, test } from '../fixtures/page-bridge.ts';
import type { ShopServer } from '../fixtures/shop-server.ts';

/*
 * A page that never names our method, in a browser with the extension and in one without: everything that its scripts can see
 * of the two interfaces, of errors, of stacks and of the browser's reports. Each difference is listed here.
 */

/** Facts about the stack in code of the page that the browser's constructor runs while it reads its arguments. */
const OWN = 'stack in page code inside the constructor: ';

/** Runs in the page, which must not name our method. Every entry is a fact that the page can see. */
const LOOK = `
  const OWN = '${OWN}';
  const facts = {};
  const note = (name, value) => { facts[name] = typeof value === 'string' ? value : JSON.stringify(value) ?? String(value); };
  const total = { label: 'x', amount: { currency: 'USD', value: '1' } };
  const describe = (error) => {
    const own = Object.getOwnPropertyDescriptors(error);
    const keys = Reflect.ownKeys(own).map((key) => [String(key), Object.keys(own[key]).join(), own[key].enumerable, own[key].configurable, key === 'stack' ? '' : String(own[key].value)]);
    return [Object.prototype.toString.call(error), error.constructor.name, error.name, error.message, error.stack, keys];
  };
  const attempt = (name, run) => { try { note(name, String(run())); } catch (error) { note(name, describe(error)); } };
  const attemptLater = async (name, run) => { try { note(name, String(await run())); } catch (error) { note(name, describe(error)); } };

  // Objects and functions, and what can be asked about them.
  const seen = new Map();
  const walk = (value, path) => {
    if ((typeof value !== 'object' && typeof value !== 'function') || value === null) return;
    if (seen.has(value)) return note(path, 'the same as ' + seen.get(value));
    seen.set(value, path);
    note(path + ' type', [typeof value, Object.prototype.toString.call(value), Object.isExtensible(value), Object.isFrozen(value)]);
    if (typeof value === 'function') {
      note(path + ' toString()', Function.prototype.toString.call(value));
      attempt(path + ' called', () => Reflect.apply(value, undefined, []));
      attempt(path + ' called on another object', () => Reflect.apply(value, {}, [1, 2]));
      attempt(path + ' is a constructor', () => (class extends value {}, 'yes'));
    }
    const prototype = Object.getPrototypeOf(value);
    if (prototype !== Object.prototype && prototype !== Function.prototype) walk(prototype, path + '.__proto__');
    for (const key of Reflect.ownKeys(value)) {
      const descriptor = Reflect.getOwnPropertyDescriptor(value, key);
      note(path + '.' + String(key), [Object.keys(descriptor), descriptor.writable, descriptor.enumerable, descriptor.configurable, typeof descriptor.value]);
      for (const part of ['value', 'get', 'set']) walk(descriptor[part], path + '.' + String(key) + ' ' + part);
    }
  };
  for (const name of Reflect.ownKeys(window)) if (/^Payment|^EventTarget$/.test(String(name))) {
    note('window.' + name, Object.keys(Reflect.getOwnPropertyDescriptor(window, name)));
    walk(window[name], String(name));
  }
  note('keys of window', Reflect.ownKeys(window).map(String).filter((key) => key !== 'sink'));
  note('order of keys', Reflect.ownKeys(PaymentRequest.prototype).map(String));

  // What comes of calls, with the stacks of their errors.
  const method = { supportedMethods: 'elses-method' };
  const cases = {
    'no arguments': [], 'no details': [[method]], 'no methods': [[], { total }], 'null': [null, { total }], 'a string': ['x', { total }],
    'a broken iterator': [{ [Symbol.iterator]: 3 }, { total }], 'an iterator that is none': [{ [Symbol.iterator]: () => 3 }, { total }],
    'no total': [[method], {}], 'bad currency': [[method], { total: { label: 'x', amount: { currency: 'U', value: '1' } } }],
    'negative': [[method], { total: { label: 'x', amount: { currency: 'USD', value: '-1' } } }],
    'bad options': [[method], { total }, 3], 'bad identifier': [[{ supportedMethods: 'A b' }], { total }],
    'twice': [[method, method], { total }], 'circular data': [[{ ...method, data: (() => { const a = {}; a.a = a; return a; })() }], { total }],
    'no text': [[{ supportedMethods: { toString: () => ({}) } }], { total }], 'no text in the total': [[method], { total: { ...total, label: { toString: () => ({}) } } }],
    'a symbol': [[{ supportedMethods: Symbol('x') }], { total }], 'an address': [[{ supportedMethods: 'https://pay.test/x' }], { total }],
  };
  function shop(args) { return new PaymentRequest(...args); }
  for (const [name, args] of Object.entries(cases)) {
    attempt('new, ' + name, () => shop(args));
    attempt('Reflect.construct, ' + name, () => Reflect.construct(PaymentRequest, args, class Other {}));
    attempt('subclass, ' + name, () => new (class Shop extends PaymentRequest {})(...args));
    attempt('bound, ' + name, () => new (PaymentRequest.bind(null, ...args))());
  }
  attempt('called without new', () => PaymentRequest([method], { total }));
  attempt(OWN + 'a throwing prototype of newTarget', () => Reflect.construct(PaymentRequest, [[method], { total }], new Proxy(class {}, { get(target, key) { throw new Error('no ' + String(key)); } })));
  attempt(OWN + 'a throwing getter', () => shop([[method], { get total() { throw new RangeError('mine'); } }]).id);
  attempt('stackTraceLimit', () => { Error.stackTraceLimit = 1; try { shop([[method], {}]); } finally { Error.stackTraceLimit = 10; } });
  const sites = [];
  Error.prepareStackTrace = (error, frames) => { sites.push(frames.map((frame) => [frame.getFunctionName(), frame.getTypeName(), frame.isNative(), frame.isConstructor(), frame.getScriptNameOrSourceURL()])); return String(error); };
  attempt('prepareStackTrace', () => shop([[method], {}]));
  Error.prepareStackTrace = undefined;
  note('call sites', sites);
  const order = [];
  const watched = (object, name) => new Proxy(object, { get(target, key) { order.push(name + '.' + String(key)); const value = target[key]; return typeof value === 'object' && value ? watched(value, name + '.' + String(key)) : value; } });
  attempt('reads', () => shop([watched([{ ...method, data: { a: 1 } }], 'methods'), watched({ total, displayItems: [total] }, 'details'), watched({}, 'options')]) instanceof PaymentRequest);
  note('order of reads', order);
  const stackOf = (name) => note(OWN + name, new Error('here').stack);
  attempt('getters', () => shop([[method], { get total() { stackOf('a getter of the details'); return total; } }]) instanceof PaymentRequest);
  attempt('getters of a method', () => shop([[{ get supportedMethods() { stackOf('a getter of a method'); return 'elses-method'; } }], { total }]) instanceof PaymentRequest);
  attempt('toJSON', () => shop([[{ ...method, data: { toJSON() { stackOf('a toJSON'); return 1; } } }], { total }]) instanceof PaymentRequest);
  const made = shop([[method], { total, id: 'order' }]);
  note('a request', [Reflect.ownKeys(made), made.id, made instanceof PaymentRequest, made instanceof EventTarget, String(made), JSON.stringify(made)]);
  walk(made, 'request');
  const later = (async () => {
    await attemptLater('canMakePayment()', () => made.canMakePayment());
    await attemptLater('hasEnrolledInstrument()', () => made.hasEnrolledInstrument());
    await attemptLater('abort()', () => made.abort());
    await attemptLater('show()', () => made.show());
    await attemptLater('show() again', () => made.show());
    await attemptLater('canMakePayment() when closed', () => made.canMakePayment());
    await attemptLater('structuredClone()', async () => structuredClone(made));
    await attemptLater('securePaymentConfirmationAvailability()', () => PaymentRequest.securePaymentConfirmationAvailability?.());
    // Frames: the same in a document that the page makes.
    const frame = document.createElement('iframe');
    document.body.append(frame);
    attempt('in a frame', () => new frame.contentWindow.PaymentRequest([method], {}));
    const { PaymentRequest: Removed } = frame.contentWindow;
    frame.remove();
    attempt('in a removed frame', () => new Removed([method], { total }));
    if (document.readyState !== 'complete') await new Promise((resolve) => addEventListener('load', resolve, { once: true }));
    note('document', [document.querySelectorAll('*').length, document.styleSheets.length, document.adoptedStyleSheets.length]);
    note('resources', performance.getEntriesByType('resource').map(({ name }) => name).filter((name) => !name.startsWith('http')));
  })();
`;

/** Runs in a page whose policies refuse payment or its methods: what the browser reports about it. */
const REPORTS = `
  const facts = {};
  const reports = [];
  const clean = (body) => JSON.stringify(body);
  new ReportingObserver((list) => { for (const { type, body } of list) reports.push(type + ' ' + clean(body)); }, { buffered: true }).observe();
  for (const target of [document]) target.addEventListener('securitypolicyviolation', ({ sourceFile, lineNumber, columnNumber, blockedURI, effectiveDirective, disposition }) => reports.push('event ' + clean({ sourceFile, lineNumber, columnNumber, blockedURI, effectiveDirective, disposition })));
  const total = { label: 'x', amount: { currency: 'USD', value: '1' } };
  const line = Number(/:(\\d+):\\d+\\)?$/m.exec(new Error('x').stack)[1]) + 2;
  const make = (supportedMethods) => {
    try { facts['new with ' + supportedMethods] = String(new PaymentRequest([{ supportedMethods }], { total })); }
    catch (error) { facts['new with ' + supportedMethods] = error.name + error.message + error.stack; }
  };
  for (const method of ['elses-method', 'https://pay.test/x', 'https://pay.test/y']) make(method);
  // Without those about the manifest of a method, which the browser makes later, in whatever script runs then.
  const isInConstructor = (report) => report.includes('"lineNumber":' + line);
  const later = new Promise((resolve) => {
    const look = setInterval(() => {
      const inConstructor = reports.filter(isInConstructor);
      if (inConstructor.length < EXPECTED) return;
      clearInterval(look);
      facts.reports = JSON.stringify(inConstructor.toSorted());
      resolve();
    }, 20);
  });
`;

/** Each with the number of reports: an event of the document's comes with each one about connections. */
const POLICIES: Readonly<Record<string, readonly [policy: string, reports: number]>> = {
  'payment refused': ['&policy=payment%3D()', 3],
  'connections refused': [`&csp=${encodeURIComponent("connect-src 'self'")}`, 4],
  'connections reported': [`&cspro=${encodeURIComponent("connect-src 'self'")}`, 4],
};

/** Runs `script` as the page's own, not as Playwright's, and gives its facts. */
async function look(page: Page, shops: ShopServer, script: string, policy = ''): Promise<Record<string, string>> {
  const places: string[] = [];
  page.on('console', (message) => places.push(message.location().url));
  shops.put(
    '/unused',
    `<!doctype html><body><script>\n${script}\nlater.then(() => { document.title = 'ready'; window.sink = facts; });</script>`,
  );
  await page.goto(`${shops.origin}/unused?x${policy}`);
  await expect(page).toHaveTitle('ready');
  // Whoever looks at the console is told of the page's own script, or of its document.
  expect(places.filter((place) => place !== page.url())).toEqual([]);
  return page.evaluate<Record<string, string>>('sink');
}

function differences(ours: Record<string, string>, plain: Record<string, string>): string[] {
  return [...new Set([...Object.keys(ours), ...Object.keys(plain)])].filter((name) => ours[name] !== plain[name]);
}

test('a page that never names our method sees no more than Function.prototype.toString', async ({ page, plainPage, shops, puppet }) => {
  const ours = await look(page, shops, LOOK);
  const plain = await look(plainPage, shops, LOOK);
  expect(Object.keys(plain).length).toBeGreaterThan(300);
  const found = differences(ours, plain);
  const isText = (name: string) => name.endsWith(' toString()');
  const texts = found.filter(isText);
  expect(texts.length).toBeGreaterThan(0);
  for (const name of texts) expect(ours[name]).toBe('function () { [native code] }');
  // The constructor cannot be without a function that reads the list of methods, nor without the two that call what follows.
  expect(found.filter((name) => !isText(name))).toEqual([
    `${OWN}a throwing prototype of newTarget`,
    `${OWN}a throwing getter`,
    `${OWN}a getter of the details`,
    `${OWN}a getter of a method`,
    `${OWN}a toJSON`,
  ]);
  expect(await puppet.heard()).toEqual([]);
});

for (const [name, [policy, reports]] of Object.entries(POLICIES)) {
  test(`reports about its other methods name the page: ${name}`, async ({ page, plainPage, shops }) => {
    const script = `const EXPECTED = ${reports};${REPORTS}`;
    const ours = await look(page, shops, script, policy);
    expect(differences(ours, await look(plainPage, shops, script, policy))).toEqual([]);
    expect(JSON.parse(ours['reports'] ?? '')).toHaveLength(reports);
    expect(ours['reports']).toContain('/unused');
  });
}
