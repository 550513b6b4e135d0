import { CHECKOUT_PORT, METHOD_TOKEN } from '../../src/messages/checkout.ts';
import { HISTORY_PORT } from '../../src/messages/history.ts';
import { OPTIONS_PORT } from '../../src/messages/options.ts';
import { PRIVACY_PORT } from '../../src/messages/privacy.ts';
import { SAFETY_PORT } from '../../src/messages/safety.ts';
import { SHEET_PORT } from '../../src/messages/sheet.ts';

export type Random = (below: number) => number;

/** What a lucky attacker would know: things that exist, so that a message which got through would do something. */
export interface Known {
  readonly paymentId: string;
  readonly digest: string;
  readonly walletId: string;
  readonly allowanceId: string;
}

export const PORTS = [CHECKOUT_PORT, SHEET_PORT, OPTIONS_PORT, HISTORY_PORT, SAFETY_PORT, PRIVACY_PORT] as const;

const total = { currency: 'USD', value: '1.00' };

/** Every message that a room takes, as its own page would send it. */
export function honestMessages({ paymentId, digest, walletId, allowanceId }: Known): Readonly<Record<string, readonly object[]>> {
  const ticket = 't';
  const disclosure = { payee: 'https://happylifebank.test/*', server: 'https://id.happylifebank.test/', walletId };
  const terms = { ticket, limit: '1000000', period: 'month', cap: '' };
  return {
    [CHECKOUT_PORT]: [
      { type: 'show', requestId: 'r', methodName: METHOD_TOKEN, data: null, details: { total, items: [] }, pending: false },
      { type: 'update', details: { total, items: [{ label: 'x', amount: total }] } },
      { type: 'abort' },
      { type: 'complete', result: 'success' },
    ],
    [SHEET_PORT]: [
      { type: 'approve', paymentId, digest, warningConfirmed: true },
      { type: 'cancel', paymentId },
      { type: 'choose-wallet', paymentId, walletId },
      { type: 'permit', paymentId, permission: { kind: 'wallet-contact', walletId } },
      { type: 'permit', paymentId, permission: { kind: 'payee-identity', ...disclosure } },
      { type: 'again', paymentId },
      { type: 'open-options', place: 'safety' },
      { type: 'show-consent', paymentId },
      { type: 'dismiss', paymentId },
    ],
    [OPTIONS_PORT]: [
      { type: 'link', ticket, address: 'https://happylifebank.test/retailer' },
      { type: 'make-default', walletId },
      { type: 'unlink', walletId },
      { type: 'replace-key', walletId },
      { type: 'check-key', walletId },
      { type: 'give-allowance', walletId, ...terms },
      { type: 'change-allowance', walletId, allowanceId, ...terms },
      { type: 'revoke-allowance', allowanceId },
      { type: 'show-allowance', allowanceId },
    ],
    [HISTORY_PORT]: [
      { type: 'more', behind: { createdAt: 9e15, id: 'z' } },
      { type: 'delete', paymentId },
      { type: 'delete-before', time: 9e15 },
      { type: 'report', paymentId },
    ],
    [PRIVACY_PORT]: [
      { type: 'ask-before-contact', isOn: false },
      { type: 'forget', disclosure },
    ],
    [SAFETY_PORT]: [
      { type: 'save', ticket, limits: [], lockAfter: null },
      { type: 'add-passkey', ticket, registration: { id: 'a', clientData: 'a', authenticatorData: 'a', publicKey: 'a', algorithm: -7 } },
      { type: 'remove-passkey', ticket, assertion: { id: 'a', clientData: 'a', authenticatorData: 'a', signature: 'a' } },
    ],
  };
}

/** Data of `show()` that no page may ask with: whatever else is wrong with the message, it never becomes an order. */
const BAD_DATA: readonly unknown[] = [
  null,
  0,
  'text',
  [],
  {},
  { incomingPayment: 'https://10.0.0.1/incoming-payments/1' },
  { incomingPayment: 'http://shop.test/1' },
  { incomingPayment: { toString: 'https://shop.test/1' } },
  { incomingPayment: 'https://a.test/1', walletAddress: 'https://a.test/b' },
  { walletAddress: 'javascript:alert(1)' },
  { walletAddress: ['https://a.test/b'] },
];

/** One hostile message: an honest one of any room, changed at up to three places, or nonsense. */
export function hostileMessage(known: Known, room: string | undefined, random: Random): unknown {
  const honest = honestMessages(known);
  const rooms = Object.keys(honest);
  const messages = honest[room ?? rooms[random(rooms.length)] ?? ''] ?? [];
  let message: unknown = structuredClone(messages[random(messages.length)]);
  for (let changes = random(4); changes > 0; changes -= 1) message = changed(message, random);
  return withoutOrder(message, random);
}

function withoutOrder(message: unknown, random: Random): unknown {
  if (typeof message !== 'object' || message === null || Reflect.get(message, 'type') !== 'show') return message;
  return { ...message, data: BAD_DATA[random(BAD_DATA.length)] };
}

function changed(message: unknown, random: Random): unknown {
  if (typeof message !== 'object' || message === null || random(12) === 0) return nonsense(random);
  const keys = Object.keys(message);
  const key = keys[random(keys.length)] ?? 'type';
  const inner: unknown = Reflect.get(message, key);
  switch (random(6)) {
    case 0:
      return Object.fromEntries(Object.entries(message).filter(([name]) => name !== key));
    case 1:
      return { ...message, [KEYS[random(KEYS.length)] ?? 'x']: nonsense(random) };
    case 2:
      return { ...message, [key]: typeof inner === 'object' ? changed(inner, random) : nonsense(random) };
    case 3:
      return withOwnProto(message, random);
    case 4:
      return [message, message];
    default:
      return { ...message, [key]: nonsense(random) };
  }
}

const KEYS = [
  'constructor',
  'prototype',
  'toString',
  'hasOwnProperty',
  'type',
  'again',
  'warningConfirmed',
  'assertion',
  'data',
  'then',
  '0',
  'length',
];

/** With an own key `__proto__`, as JSON makes it. */
function withOwnProto(message: object, random: Random): unknown {
  const value = { type: 'approve', again: true, isAdmin: random(2) };
  return Object.defineProperty({ ...message }, '__proto__', { value, enumerable: true, configurable: true, writable: true });
}

function nonsense(random: Random): unknown {
  switch (random(12)) {
    case 0:
      return null;
    case 1:
      return undefined;
    case 2:
      return random(2) === 0 ? Number.NaN : -(2 ** random(60));
    case 3:
      return random(2) === 0;
    case 4:
      return nested(1 + random(400));
    case 5:
      return 'x'.repeat(2 ** random(17));
    case 6:
      return '\u202e\u0000\ud800'.repeat(random(50));
    case 7:
      return Array.from({ length: random(2_000) }, (_, index) => index);
    case 8:
      return { length: 4e9, 0: 'x' };
    case 9:
      return ['approve', 'show', 'unlink', 'delete', 'save'][random(5)];
    case 10:
      return { type: { type: 'approve' } };
    default:
      return random(1_000_000);
  }
}

function nested(depth: number): unknown {
  let value: unknown = 'deep';
  for (let level = 0; level < depth; level += 1) value = level % 2 === 0 ? [value] : { type: value };
  return value;
}
