import { setTimeout as sleep } from 'node:timers/promises';
import type { BrowserSession } from './browser-session.ts';
import type { Death, WorkerRuns } from './worker-runs.ts';
import { pathOf, type Injection } from './plans.ts';

/** Milliseconds, shorter than every timeout. */
const DELAY_MS = 1_000;

/** A prepared injection that waits for its trigger. */
export interface Armed {
  /** The stops of the worker so far. */
  readonly deaths: readonly Death[];
  /** Whether the injection has happened. */
  hasStruck(): boolean;
  /** Called when the shop's button is pressed. */
  begin(): void;
  /** Resolves when every delayed effect at a server has happened: then the ledgers can be read. */
  landed(): Promise<void>;
  /** Removes the injection. Resolves when its effects are over. */
  end(): Promise<void>;
}

const nothing: Armed = {
  deaths: [],
  hasStruck: () => false,
  begin: () => undefined,
  landed: () => Promise.resolve(),
  end: () => Promise.resolve(),
};

/** Prepares the injection for the next purchase. */
export async function arm(strike: Injection, { world }: BrowserSession, lives: WorkerRuns): Promise<Armed> {
  switch (strike.kind) {
    case 'none':
      return nothing;
    case 'call':
      return atCall(strike, world, lives);
    case 'write':
      return atWrite(strike.stop, lives);
    case 'random':
      return atRandom(strike.afterMs, lives);
    case 'fault': {
      const { method, host, nth } = strike.call;
      const rule = { kind: strike.fault, method, host, path: pathOf(strike.call), skip: nth - 1, times: 1, ms: DELAY_MS };
      const fault = world.faults.add(rule);
      return { ...nothing, hasStruck: () => fault.hits > 0, end: () => Promise.resolve(fault.remove()) };
    }
  }
}

/** Stops the worker and records the time. */
class Killer {
  readonly deaths: Death[] = [];
  readonly #lives: WorkerRuns;
  #last: Promise<void> = Promise.resolve();

  constructor(lives: WorkerRuns) {
    this.#lives = lives;
  }

  kill(): Promise<void> {
    this.#last = this.#last.then(async () => {
      const death = await this.#lives.kill();
      if (death) this.deaths.push(death);
    });
    return this.#last;
  }

  settled(): Promise<void> {
    return this.#last;
  }
}

function atCall({ call, when, lateMs }: Extract<Injection, { kind: 'call' }>, world: BrowserSession['world'], lives: WorkerRuns): Armed {
  const killer = new Killer(lives);
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
    deaths: killer.deaths,
    hasStruck: () => fault.hits > 0,
    begin: () => undefined,
    landed: () => landed,
    end: () => {
      fault.remove();
      return killer.settled();
    },
  };
}

async function atWrite(stop: Parameters<WorkerRuns['setTrap']>[0], lives: WorkerRuns): Promise<Armed> {
  const killer = new Killer(lives);
  await lives.setTrap(stop);
  lives.onWrite = ({ sprung }) => {
    if (!sprung) return;
    lives.unsetTrap();
    void killer.kill();
  };
  return {
    deaths: killer.deaths,
    hasStruck: () => killer.deaths.length > 0,
    begin: () => undefined,
    landed: () => Promise.resolve(),
    end: async () => {
      lives.onWrite = () => undefined;
      lives.unsetTrap();
      await killer.settled();
      // A stop that was not reached must not happen in the next purchase.
      if (killer.deaths.length === 0) await lives.kill();
    },
  };
}

function atRandom(afterMs: readonly number[], lives: WorkerRuns): Armed {
  const killer = new Killer(lives);
  let timers: readonly NodeJS.Timeout[] = [];
  return {
    deaths: killer.deaths,
    hasStruck: () => killer.deaths.length > 0,
    begin: () => {
      timers = afterMs.map((ms) => setTimeout(() => void killer.kill(), ms));
    },
    landed: () => Promise.resolve(),
    end: async () => {
      // A stop that was planned for after the end happens now.
      if (killer.deaths.length === 0) void killer.kill();
      for (const timer of timers) clearTimeout(timer);
      await killer.settled();
    },
  };
}
