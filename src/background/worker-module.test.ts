import { describe, expect, it } from 'vitest';
import { Consents } from '../consents/consents.ts';
import { VirtualClock } from '../../tests/support/virtual-clock.ts';
import type { WorkerModule } from './worker-module.ts';
import { consentOf, portOf, soonest, wakeEvery } from './worker-module.ts';

const connect = (): void => undefined;

function consent(owns: (id: string) => boolean): WorkerModule {
  const owner = {
    pending: () => Promise.resolve(undefined),
    keepReturn: () => Promise.resolve(false),
    finish: () => Promise.resolve(),
    end: () => Promise.resolve(),
  };
  const pages = { open: () => Promise.resolve(), isOpen: () => Promise.resolve(false), close: () => Promise.resolve() };
  return { consent: { consents: new Consents(owner, pages, new VirtualClock()), owns, onReturn: () => Promise.resolve() } };
}

describe('the modules of the worker', () => {
  it('serve a port by its name, and no other', () => {
    const modules: WorkerModule[] = [
      {},
      { ports: [{ name: 'a', connect }] },
      { ports: [{ name: (name) => name.startsWith('b'), connect }] },
    ];
    expect(portOf(modules, 'a')).toBe(modules[1]?.ports?.[0]);
    expect(portOf(modules, 'b/1')).toBe(modules[2]?.ports?.[0]);
    expect(portOf(modules, 'A')).toBeUndefined();
    expect(portOf(modules, '')).toBeUndefined();
  });

  it('own a consent by its id', () => {
    const modules = [{}, consent((id) => id.startsWith('x:')), consent((id) => !id.includes(':'))];
    expect(consentOf(modules, 'x:1')).toBe(modules[1]?.consent);
    expect(consentOf(modules, 'p1')).toBe(modules[2]?.consent);
    expect(consentOf(modules, 'y:1')).toBeUndefined();
  });

  it('have the worker woken as soon as one of them needs it, or not at all', async () => {
    const every = (time: number | undefined): WorkerModule => ({ wakeEvery: () => Promise.resolve(time) });
    expect(await wakeEvery([{}, every(undefined)])).toBeUndefined();
    expect(await wakeEvery([every(300), {}, every(200), every(undefined)])).toBe(200);
    expect(soonest([])).toBeUndefined();
  });
});
