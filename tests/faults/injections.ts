import { setTimeout as sleep } from 'node:timers/promises';
import type { BrowserSession } from './browser-session.ts';
import type { WorkerStop, WorkerRuns } from './worker-runs.ts';
import { pathOf, type Injection } from './plans.ts';

/** Milliseconds, shorter than every timeout. */
const DELAY_MS = 1_000;

/** A prepared injection that waits for its trigger. */
export interface Armed {
  /** The stops of the worker so far. */
  readonly stops: readonly WorkerStop[];
  /** Whether the injection has happened. */
  hasHappened(): boolean;
  /** Called when the shop's button is pressed. */
  begin(): void;
  /** Resolves when every delayed effect at a server has happened: then the ledgers can be read. */
  effectsDone(): Promise<void>;
  /** Removes the injection. Resolves when its effects are over. */
  end(): Promise<void>;
}

const nothing: Armed = {
  stops: [],
  hasHappened: () => false,
  begin: () => undefined,
  effectsDone: () => Promise.resolve(),
  end: () => Promise.resolve(),
};

/** Prepares the injection for the next purchase. */
export async function arm(injection: Injection, { world }: BrowserSession, workerRuns: WorkerRuns): Promise<Armed> {
  switch (injection.kind) {
    case 'none':
      return nothing;
    case 'call':
      return atCall(injection, world, workerRuns);
    case 'write':
      return atWrite(injection.stop, workerRuns);
    case 'random':
      return atRandom(injection.afterMs, workerRuns);
    case 'fault': {
      const { method, host, nth } = injection.call;
      const rule = { kind: injection.fault, method, host, path: pathOf(injection.call), skip: nth - 1, times: 1, ms: DELAY_MS };
      const fault = world.faults.add(rule);
      return { ...nothing, hasHappened: () => fault.hits > 0, end: () => Promise.resolve(fault.remove()) };
    }
  }
}

/** Stops the worker and records the time. */
class Killer {
  readonly stops: WorkerStop[] = [];
  readonly #workerRuns: WorkerRuns;
  #last: Promise<void> = Promise.resolve();

  constructor(workerRuns: WorkerRuns) {
    this.#workerRuns = workerRuns;
  }

  kill(): Promise<void> {
    this.#last = this.#last.then(async () => {
      const stop = await this.#workerRuns.kill();
      if (stop) this.stops.push(stop);
    });
    return this.#last;
  }

  settled(): Promise<void> {
    return this.#last;
  }
}

function atCall(
  { call, when, lateMs }: Extract<Injection, { kind: 'call' }>,
  world: BrowserSession['world'],
  workerRuns: WorkerRuns,
): Armed {
  const killer = new Killer(workerRuns);
  let landed = Promise.resolve();
  const fault = world.faults.add({
    kind: when === 'before' ? 'hold-request' : 'hold-reply',
    method: call.method,
    host: call.host,
    path: pathOf(call),
    skip: call.nth - 1,
    times: 1,
    held: () => (landed = killer.kill().then(() => sleep(lateMs))),
  });
  return {
    stops: killer.stops,
    hasHappened: () => fault.hits > 0,
    begin: () => undefined,
    effectsDone: () => landed,
    end: () => {
      fault.remove();
      return killer.settled();
    },
  };
}

async function atWrite(stop: Parameters<WorkerRuns['setTrap']>[0], workerRuns: WorkerRuns): Promise<Armed> {
  const killer = new Killer(workerRuns);
  await workerRuns.setTrap(stop);
  workerRuns.onWrite = ({ sprung }) => {
    if (!sprung) return;
    workerRuns.unsetTrap();
    void killer.kill();
  };
  return {
    stops: killer.stops,
    hasHappened: () => killer.stops.length > 0,
    begin: () => undefined,
    effectsDone: () => Promise.resolve(),
    end: async () => {
      workerRuns.onWrite = () => undefined;
      workerRuns.unsetTrap();
      await killer.settled();
      // A stop that was not reached must not happen in the next purchase.
      if (killer.stops.length === 0) await workerRuns.kill();
    },
  };
}

function atRandom(afterMs: readonly number[], workerRuns: WorkerRuns): Armed {
  const killer = new Killer(workerRuns);
  let timers: readonly NodeJS.Timeout[] = [];
  return {
    stops: killer.stops,
    hasHappened: () => killer.stops.length > 0,
    begin: () => {
      timers = afterMs.map((ms) => setTimeout(() => void killer.kill(), ms));
    },
    effectsDone: () => Promise.resolve(),
    end: async () => {
      // A stop that was planned for after the end happens now.
      if (killer.stops.length === 0) void killer.kill();
      for (const timer of timers) clearTimeout(timer);
      await killer.settled();
    },
  };
}
