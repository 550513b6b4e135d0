import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { PageList } from '../messages/bridge.ts';
import { METHOD_TOKEN, METHOD_URL } from '../messages/checkout.ts';
import { type Details, isOurs, isRefused, readDetails, readMethods, readOptions, readUpdate, totalFor } from './details.ts';

const amount = (value: string) => ({ currency: 'USD', value });
const item = (value: string, label = 'x') => ({ label, amount: amount(value) });
const arrayOf = <T>(list: PageList<T> | undefined): T[] => Array.from(list ?? { length: 0 });
const read = (details: unknown): Details => readDetails(details);

describe('reading the page’s dictionaries', () => {
  test('reads each member once, and converts strings and booleans then', () => {
    const reads: string[] = [];
    const label = { toString: () => (reads.push('label'), 'Shoes') };
    const source = {
      get total() {
        reads.push('total');
        return { label, amount: { currency: { toString: () => 'usd' }, value: 12 }, pending: 'yes' };
      },
    };
    const { total } = read(source);
    expect(total).toEqual({ label: 'Shoes', amount: { currency: 'usd', value: '12' }, pending: true });
    expect(reads).toEqual(['total', 'label']);
  });

  test('gives nothing to setters that a page has put on Object.prototype', () => {
    const given: unknown[] = [];
    const set = (value: unknown): void => void given.push(value);
    // oxlint-disable-next-line no-extend-native -- what a page may do
    Object.defineProperty(Object.prototype, 'label', { set, configurable: true });
    try {
      const total = Object.create(null, { label: { value: 'Shoes' }, amount: { value: amount('1') } }) as object;
      expect(read({ total }).total.label).toBe('Shoes');
    } finally {
      Reflect.deleteProperty(Object.prototype, 'label');
    }
    expect(given).toEqual([]);
  });

  test('leaves what has the wrong type for the browser to refuse', () => {
    expect(read(5)).toBe(5);
    expect(readMethods('interledger')).toBe('interledger');
    expect(readOptions(undefined)).toBeUndefined();
    expect(read({ total: 3 })).toMatchObject({ total: 3 });
    expect(read({ displayItems: {}, total: 3 })).toMatchObject({ displayItems: {}, total: undefined });
    const symbol = Symbol('x');
    expect(read({ total: { amount: amount('1'), label: symbol } }).total.label).toBe(symbol);
  });

  test('takes any iterable for a sequence, and lets its errors through', () => {
    const methods = function* () {
      yield { supportedMethods: METHOD_TOKEN };
      yield { supportedMethods: ['other'], data: {} };
    };
    expect(arrayOf(readMethods(methods()))).toEqual([{ supportedMethods: METHOD_TOKEN }, { supportedMethods: 'other', data: {} }]);
    const broken = {
      [Symbol.iterator]: () => {
        throw new EvalError('mine');
      },
    };
    expect(() => readMethods(broken)).toThrow(EvalError);
  });

  test.each([
    ['an element of the wrong type', [null, 'unread']],
    [
      'a missing member',
      [
        {
          amount: amount('1'),
          get pending() {
            throw new EvalError('read');
          },
        },
        'unread',
      ],
    ],
    [
      'a member of the wrong type',
      [
        {
          amount: 3,
          get label() {
            throw new EvalError('read');
          },
        },
        'unread',
      ],
    ],
    ['a symbol', [{ amount: amount('1'), label: Symbol('x') }, 'unread']],
  ])('reads nothing after %s', (_name, items) => {
    let steps = 0;
    let isClosed = false;
    const displayItems = {
      [Symbol.iterator]: () => ({
        next: () => ({ done: false, value: items[steps++] }),
        return: () => ((isClosed = true), {}),
      }),
    };
    const details = read({
      displayItems,
      get total() {
        throw new EvalError('read');
      },
    });
    expect(isRefused()).toBe(true);
    // Web IDL does not close the iterator.
    expect([steps, isClosed, details.displayItems?.length]).toEqual([1, false, 1]);
    expect(isRefused()).toBe(true);
    read({ total: item('1') });
    expect(isRefused()).toBe(false);
  });

  test('whatever a page passes, reading ends in a value or in the page’s own error', () => {
    fc.assert(
      fc.property(fc.anything({ withBigInt: true, withDate: true, withNullPrototype: true, withSparseArray: true }), (value) => {
        for (const reader of [readMethods, readDetails, readOptions]) {
          try {
            reader(value);
          } catch (error) {
            // Only JavaScript's own conversions throw: an object that has no text.
            expect(error).toBeInstanceOf(TypeError);
          }
        }
      }),
    );
  });

  test('a list is a sequence of its own, whatever became of the array iterator', () => {
    const list = readMethods([{ supportedMethods: 'a' }, { supportedMethods: 'b' }]) as unknown as Iterable<{ supportedMethods: string }>;
    expect([...list].map(({ supportedMethods }) => supportedMethods)).toEqual(['a', 'b']);
    expect([...list]).toHaveLength(2);
    expect(Object.getPrototypeOf(list)).toBeNull();
  });
});

describe('what is due', () => {
  const details = (more: object) => read({ total: item('10'), ...more });

  test('the total and the items', () => {
    const { total, items } = totalFor(METHOD_TOKEN, details({ displayItems: [item('7', 'a'), item('3', 'b')] }));
    expect(total).toEqual(amount('10'));
    expect(arrayOf(items).map(({ label }) => label)).toEqual(['a', 'b']);
  });

  test('of the first modifier that names our method', () => {
    const modifiers = [
      { supportedMethods: METHOD_URL, total: item('8') },
      { supportedMethods: METHOD_TOKEN, total: item('9'), additionalDisplayItems: [item('-1', 'off')] },
      { supportedMethods: METHOD_TOKEN, total: item('1') },
    ];
    const { total, items } = totalFor(METHOD_TOKEN, details({ displayItems: [item('10', 'a')], modifiers }));
    expect(total).toEqual(amount('9'));
    expect(arrayOf(items).map(({ label }) => label)).toEqual(['a', 'off']);
    expect(totalFor(METHOD_URL, details({ modifiers })).total).toEqual(amount('8'));
  });

  test('a modifier without a total keeps it', () => {
    const modifiers = [{ supportedMethods: METHOD_TOKEN, additionalDisplayItems: [item('0', 'free')] }];
    expect(totalFor(METHOD_TOKEN, details({ modifiers })).total).toEqual(amount('10'));
  });
});

describe('updates', () => {
  const before = read({
    total: item('10'),
    displayItems: [item('10', 'a')],
    modifiers: [{ supportedMethods: METHOD_TOKEN, total: item('9') }],
  });

  test('what is left out stays', () => {
    for (const nothing of [undefined, null, {}]) expect(readUpdate(nothing, before).details).toMatchObject({ total: before.total });
    const { details } = readUpdate({ total: item('12') }, before);
    expect(details.total.amount.value).toBe('12');
    expect(arrayOf(details.displayItems)).toHaveLength(1);
    expect(totalFor(METHOD_TOKEN, details).total.value).toBe('9');
  });

  test('what is given replaces, empty lists too', () => {
    const { details, error } = readUpdate({ displayItems: [], modifiers: [], error: 'sorry' }, before);
    expect(arrayOf(details.displayItems)).toEqual([]);
    expect(totalFor(METHOD_TOKEN, details).total.value).toBe('10');
    expect(error).toBe('sorry');
  });
});

test('our methods are the token and the URL, exactly', () => {
  expect([METHOD_TOKEN, METHOD_URL].every(isOurs)).toBe(true);
  for (const other of ['', 'INTERLEDGER', `${METHOD_URL}/`, METHOD_URL.toUpperCase(), undefined, [METHOD_TOKEN]])
    expect(isOurs(other)).toBe(false);
});
