import { describe, expect, it } from 'vitest';
import { type PagePort, WorkerLink } from './worker-link.ts';

class FakePort implements PagePort {
  readonly sent: unknown[] = [];
  isOpen = true;
  #hears: ((message: unknown) => void)[] = [];
  #ends: (() => void)[] = [];
  readonly onMessage = { addListener: (listener: (message: unknown) => void) => void this.#hears.push(listener) };
  readonly onDisconnect = { addListener: (listener: () => void) => void this.#ends.push(listener) };

  postMessage(message: unknown): void {
    if (!this.isOpen) throw new Error('disconnected');
    this.sent.push(message);
  }

  disconnect(): void {
    this.isOpen = false;
  }

  say(message: unknown): void {
    for (const listener of this.#hears) listener(message);
  }

  die(): void {
    this.isOpen = false;
    for (const listener of this.#ends) listener();
  }
}

function world({ failing = 0 } = {}) {
  const ports: FakePort[] = [];
  const timers: { run: () => void; delay: number }[] = [];
  const heard: { view: string; fresh: boolean }[] = [];
  const life = new AbortController();
  let failures = failing;
  let lost = 0;
  const link = new WorkerLink<string, string>({
    connect: () => {
      if (failures-- > 0) throw new Error('no worker');
      const port = new FakePort();
      ports.push(port);
      return port;
    },
    parse: (message) => (typeof message === 'string' ? message : undefined),
    onView: (view, fresh) => void heard.push({ view, fresh }),
    onLost: () => void (lost += 1),
    signal: life.signal,
    setTimer: (run, delay) => timers.push({ run, delay }),
  });
  link.start();
  return { link, ports, timers, heard, life, lost: () => lost, tick: () => timers.shift()?.run() };
}

describe('WorkerLink', () => {
  it('hears views, tells the first of a connection, and drops what is none', () => {
    const { ports, heard } = world();
    ports[0]?.say('one');
    ports[0]?.say({ not: 'a view' });
    ports[0]?.say('two');
    expect(heard).toEqual([
      { view: 'one', fresh: true },
      { view: 'two', fresh: false },
    ]);
  });

  it('connects again when the worker dies, and never repeats a command', () => {
    const { link, ports, tick, lost, heard } = world();
    expect(link.send('approve')).toBe(true);
    ports[0]?.die();
    expect(link.send('cancel')).toBe(false);
    expect(lost()).toBe(1);
    tick();
    expect(ports).toHaveLength(2);
    expect(ports[1]?.sent).toEqual([]);
    ports[1]?.say('after');
    expect(heard).toEqual([{ view: 'after', fresh: true }]);
  });

  it('says so when the port died unnoticed', () => {
    const { link, ports } = world();
    ports[0]?.disconnect();
    expect(link.send('approve')).toBe(false);
  });

  it('waits longer after each failure, up to five seconds, and begins anew after a view', () => {
    const { ports, timers, tick } = world({ failing: 9 });
    const delays: number[] = [];
    while (ports.length === 0) {
      delays.push(timers[0]?.delay ?? 0);
      tick();
    }
    expect(delays).toEqual([50, 100, 200, 400, 800, 1600, 3200, 5000, 5000]);
    ports[0]?.say('back');
    ports[0]?.die();
    expect(timers[0]?.delay).toBe(50);
  });

  it('stops for good when its page goes', () => {
    const { ports, timers, life, tick, lost } = world();
    life.abort();
    expect(ports[0]?.isOpen).toBe(false);
    ports[0]?.die();
    tick();
    expect([ports.length, timers.length, lost()]).toEqual([1, 0, 0]);
  });

  it('does not hear a port that it has given up', () => {
    const { ports, heard, tick } = world();
    ports[0]?.die();
    tick();
    ports[0]?.say('late');
    expect(heard).toEqual([]);
  });
});
