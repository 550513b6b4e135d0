import { Hono } from 'hono';
import { describe, expect, expectTypeOf, it } from 'vitest';
import { Faults } from '../faults.ts';
import { createHosts } from '../hosts.ts';
import type { ServerEnv } from '../http/raw-request.ts';
import { Ledger } from '../money/ledger.ts';
import { oncePerWorld } from '../servers/per-world.ts';
import type { FaultOf, HelpersOf, HostOf, OptionsOf, ServerDefinition } from '../servers/server.ts';
import { startServers } from '../servers/start-servers.ts';
import { Database } from '../storage/database.ts';
import type { FaultKind, FaultRule, HostName, World, WorldOptions } from '../world.ts';
import { startTestWorld } from './support.ts';

const app = new Hono<ServerEnv>().get('/', (c) => c.text('hello'));

const magazine: ServerDefinition<'magazine' | 'cdn.magazine', { readonly issues: number }, { readonly issue?: number }, 'no-ink'> = {
  name: 'magazine',
  hosts: ['magazine', 'cdn.magazine'],
  faults: ['no-ink'],
  start: ({ options }) => ({ apps: { magazine: app, 'cdn.magazine': app }, helpers: { issues: options.issue ?? 0 } }),
};

/** Starts servers on a temporary database, without a listener. */
async function started(...definitions: readonly ServerDefinition[]) {
  const db = new Database();
  const hosts = createHosts(
    definitions.flatMap((one) => one.hosts),
    'https',
    0,
  );
  const parts = { db, hosts, ledger: new Ledger(db), faults: new Faults<string>([]), closing: new AbortController().signal };
  const fetch = () => Promise.reject(new Error('no network'));
  try {
    return await startServers(definitions, parts, { fetch, options: {} });
  } finally {
    db.close();
  }
}

describe('a list of servers', () => {
  it('gives its types to the world', () => {
    type Definition = typeof magazine;
    expectTypeOf<HostOf<Definition>>().toEqualTypeOf<'magazine' | 'cdn.magazine'>();
    expectTypeOf<FaultOf<Definition>>().toEqualTypeOf<'no-ink'>();
    expectTypeOf<HelpersOf<Definition>>().toEqualTypeOf<{ readonly issues: number }>();
    expectTypeOf<OptionsOf<Definition>>().toEqualTypeOf<{ readonly issue?: number }>();
    expectTypeOf<'id.happylifebank'>().toExtend<HostName>();
    expectTypeOf<'nobody'>().not.toExtend<HostName>();
    expectTypeOf<'clock-skew' | 'hang'>().toExtend<FaultKind>();
    expectTypeOf<{ kind: 'no-such-fault' }>().not.toExtend<FaultRule>();
    expectTypeOf<World>().not.toBeAny();
    expectTypeOf<World>().not.toHaveProperty('issues');
    expectTypeOf<World['shopUrl']>().toEqualTypeOf<string>();
    expectTypeOf<{ timing: { webhookMs: 5; wait: 0 }; uplinkMaxPacket: 5n }>().toExtend<WorldOptions>();
    expectTypeOf<{ timing: { webhookMs: 'soon' } }>().not.toExtend<WorldOptions>();
  });

  it('is started in order and closed in the reverse one', async () => {
    const events: string[] = [];
    const server = (name: string): ServerDefinition => ({
      name,
      hosts: [name],
      start: () => {
        events.push(`start ${name}`);
        return { apps: { [name]: app }, resume: () => events.push(`resume ${name}`), close: () => void events.push(`close ${name}`) };
      },
    });
    const servers = await started(server('one'), server('two'));
    servers.resume();
    await servers.close();
    expect(events).toEqual(['start one', 'start two', 'resume one', 'resume two', 'close two', 'close one']);
  });

  it('refuses two servers of one host, and hosts for which nothing answers', async () => {
    await expect(started(magazine, { ...magazine, name: 'copy' })).rejects.toThrow('two servers have the host magazine');
    await expect(started({ ...magazine, start: () => ({ apps: { magazine: app } }) })).rejects.toThrow(
      'nothing answers for the host cdn.magazine',
    );
  });

  it('shares what is made once in each world', async () => {
    let made = 0;
    const counterOf = oncePerWorld(() => ({ number: ++made }));
    const numbers: number[] = [];
    const counting: ServerDefinition = {
      name: 'counting',
      hosts: ['counting'],
      start: (world) => {
        numbers.push(counterOf(world).number, counterOf(world).number);
        return { apps: { counting: app } };
      },
    };
    await started(counting);
    await started(counting);
    expect(numbers).toEqual([1, 1, 2, 2]);
  });
});

describe('the world', () => {
  it('knows neither other hosts nor other faults than those of its servers', async () => {
    const world = await startTestWorld({ scheme: 'http' });
    try {
      // @ts-expect-error no server has this host
      expect(() => world.hosts.origin('nobody')).toThrow('no server has the host nobody');
      // @ts-expect-error no server knows this fault
      expect(() => world.faults.add({ kind: 'no-ink' })).toThrow('no server knows the fault no-ink');
      expect((await world.fetch(`http://nobody.localhost:${world.port}/`)).status).toBe(421);
      expect((await world.fetch(world.shopUrl)).headers.get('access-control-allow-origin')).toBeNull();
    } finally {
      await world.close();
    }
  });
});
