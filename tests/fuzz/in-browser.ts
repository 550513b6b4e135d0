import { randomFrom } from '../support/random.ts';
import type { Known, Random } from './hostile-messages.ts';
import { hostileMessage, PORTS } from './hostile-messages.ts';

/*
 * What runs in the browser: in a page, as the page's own script, and in the world of the content script, as code that broke out of the
 * page would. Each function sends `count` messages and says how many it sent.
 */

type Sender = (known: Known, seed: number, count: number) => Promise<number>;

const pause = () => new Promise((resolve) => setTimeout(resolve, 0));

/** Ports to the worker by every name, some with many messages, some many at once, some closed at once. */
const ports: Sender = async (known, seed, count) => {
  const random = randomFrom(seed);
  let sent = 0;
  while (sent < count) {
    const open = Array.from({ length: 1 + random(random(10) === 0 ? 40 : 3) }, () => chrome.runtime.connect({ name: portName(random) }));
    for (const port of open) {
      port.onDisconnect.addListener(() => void chrome.runtime.lastError);
      for (let more = random(12); more > 0 && sent < count; more -= 1)
        sent += post(port, hostileMessage(known, roomOf(port, random), random));
    }
    if (random(3) === 0) await pause();
    for (const port of open) port.disconnect();
    await pause();
  }
  return sent;
};

function portName(random: Random): string {
  const odd = ['', '__proto__', 'constructor', 'checkout ', 'SHEET', 'x'.repeat(1_000)];
  return random(8) === 0 ? (odd[random(odd.length)] ?? '') : (PORTS[random(PORTS.length)] ?? '');
}

function roomOf({ name }: chrome.runtime.Port, random: Random): string | undefined {
  return random(3) === 0 || !(PORTS as readonly string[]).includes(name) ? undefined : name;
}

function post(port: chrome.runtime.Port, message: unknown): number {
  try {
    port.postMessage(message);
    return 1;
  } catch {
    // Closed by the worker already.
    return 1;
  }
}

/** One-time messages, which the worker has no ear for. */
const messages: Sender = async (known, seed, count) => {
  const random = randomFrom(seed);
  const answers = new Set<unknown>();
  for (let sent = 0; sent < count; sent += 1) {
    await chrome.runtime.sendMessage(hostileMessage(known, undefined, random)).then(
      (answer: unknown) => answer !== undefined && answers.add(answer),
      () => undefined,
    );
  }
  if (answers.size > 0) throw new Error('a message was answered');
  return count;
};

/** What a page can dispatch or post, where our scripts could mistake it for each other's. */
const events: Sender = async (known, seed, count) => {
  const random = randomFrom(seed);
  const targets = [window, document, document.documentElement];
  const names = ['tender-bridge', 'page', 'reply', 'message', 'pagehide', 'error'];
  for (let sent = 0; sent < count; sent += 1) {
    const data = hostileMessage(known, undefined, random);
    const on = targets[random(targets.length)] ?? window;
    const name = names[random(names.length)] ?? '';
    switch (random(4)) {
      case 0:
        window.postMessage(data, '*');
        break;
      case 1:
        on.dispatchEvent(new MessageEvent(name, { data, bubbles: true }));
        break;
      case 2:
        on.dispatchEvent(new CustomEvent(name, { detail: data, bubbles: true }));
        break;
      default:
        on.dispatchEvent(new FocusEvent(name, { relatedTarget: random(2) === 0 ? new EventTarget() : document.body, bubbles: true }));
    }
    if (sent % 100 === 0) await pause();
  }
  return count;
};

/** The page's own API, with arguments that no honest page gives, and no click behind it. */
const requests: Sender = async (known, seed, count) => {
  const random = randomFrom(seed);
  for (let sent = 0; sent < count; sent += 1) {
    const data = hostileMessage(known, undefined, random);
    const details = random(3) === 0 ? data : { total: { label: 'x', amount: { currency: 'USD', value: '1' } }, displayItems: [data] };
    try {
      const methods = [{ supportedMethods: random(5) === 0 ? String(data) : 'interledger', data }];
      const request = Reflect.construct(PaymentRequest, [methods, details]) as PaymentRequest;
      if (random(20) === 0) await request.show(random(2) === 0 ? (data as PaymentDetailsUpdate) : undefined).catch(() => undefined);
      else await request.canMakePayment();
    } catch {
      // Refused, as it should be.
    }
    if (sent % 100 === 0) await pause();
  }
  return count;
};

/**
 * The private line itself, as a parent steals it that prepares a frame before it loads: whatever it says, the content script must live
 * through it.
 */
const bridge: Sender = async (known, seed, count) => {
  const random = randomFrom(seed);
  const { line, Message } = await stolenLine();
  for (let sent = 0; sent < count; sent += 1) {
    const call = hostileMessage(known, 'checkout', random);
    const isKnownShow = random(4) > 0;
    const data = isKnownShow && typeof call === 'object' && call !== null ? { ...call, show: random(3) } : call;
    // A show asks the browser itself, which takes its time.
    const isShow = typeof data === 'object' && data !== null && Reflect.get(data, 'type') === 'show';
    if (isShow && random(20) > 0) continue;
    line.dispatchEvent(new Message('page', { data: isShow ? { ...data, data: JSON_TEXTS[random(JSON_TEXTS.length)] } : data }));
    if (sent % 50 === 0) await pause();
  }
  return count;
};

const JSON_TEXTS: readonly unknown[] = [
  '{}',
  '{',
  'null',
  '',
  '[[',
  5,
  {},
  undefined,
  '{"__proto__":{"incomingPayment":"https://a.test/1"}}',
];

interface Stolen {
  readonly line: EventTarget;
  readonly Message: typeof MessageEvent;
}

async function stolenLine(): Promise<Stolen> {
  for (let tries = 0; tries < 20; tries += 1) {
    const stolen = await steal();
    if (stolen) return stolen;
  }
  throw new Error('the line was not stolen');
}

/** The first document of a frame gives its window to the next one: the page script listens with what it finds there. */
async function steal(): Promise<Stolen | undefined> {
  const frame = document.createElement('iframe');
  frame.src = `/?frame${Math.random()}`;
  document.body.append(frame);
  const inner = frame.contentWindow as (Window & typeof globalThis) | null;
  if (!inner) return undefined;
  let line: EventTarget | undefined;
  const native: unknown = Reflect.get(inner.EventTarget.prototype, 'addEventListener');
  const spy = function (this: EventTarget, type: string, listener: (event: Event) => void, ...more: unknown[]) {
    const both = (event: Event) => {
      const { relatedTarget } = event as FocusEvent;
      if (type === 'tender-bridge' && relatedTarget) line = relatedTarget;
      listener(event);
    };
    Reflect.apply(native as typeof addEventListener, this, [type, both, ...more]);
  };
  Reflect.set(inner.EventTarget.prototype, 'addEventListener', spy);
  await new Promise((resolve) => frame.addEventListener('load', resolve));
  if (line) return { line, Message: inner.MessageEvent };
  frame.remove();
  return undefined;
}

const senders: Readonly<Record<string, Sender>> = { ports, messages, events, requests, bridge };

/** `fuzz(channel, known, seed, count)`, for whoever drives the browser. */
Reflect.set(globalThis, 'fuzz', (channel: string, known: Known, seed: number, count: number) => senders[channel]?.(known, seed, count));
