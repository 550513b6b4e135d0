import { calledBy } from '../http/called-by.ts';
import type { WorldFetch } from '../http/world-fetch.ts';
import { creditAmong, type Payee } from '../money/payee.ts';
import type { Server, ServerDefinition, WorldParts } from './server.ts';

/** The started servers of a list. */
export interface StartedServers {
  readonly byHost: ReadonlyMap<string, Server>;
  /** The helpers of each server, in the order of the list. */
  readonly helpers: readonly object[];
  resume(): void;
  /** Closes in the reverse order of the list. */
  close(): Promise<void>;
}

/** Starts the servers in the order of the list. None is reachable before all have started. */
export async function startServers<Options extends object>(
  definitions: readonly ServerDefinition<string, object, Options>[],
  parts: Omit<WorldParts, 'credit'>,
  { fetch, options }: { readonly fetch: WorldFetch; readonly options: Options },
): Promise<StartedServers> {
  const payees: Payee[] = [];
  const world: WorldParts = { ...parts, credit: creditAmong(payees) };
  const servers: Server[] = [];
  const byHost = new Map<string, Server>();
  for (const definition of definitions) {
    const server = await definition.start({ ...world, fetch: calledBy(fetch, definition.name), options });
    servers.push(server);
    if (server.payee) payees.push(server.payee);
    for (const host of definition.hosts) addHost(byHost, host, server);
  }
  return {
    byHost,
    helpers: servers.flatMap(({ helpers }) => helpers ?? []),
    resume: () => {
      for (const server of servers) server.resume?.();
    },
    close: async () => {
      for (const server of servers.toReversed()) await server.close?.();
    },
  };
}

function addHost(byHost: Map<string, Server>, host: string, server: Server): void {
  if (byHost.has(host)) throw new Error(`two servers have the host ${host}`);
  if (!server.apps[host]) throw new Error(`nothing answers for the host ${host}`);
  byHost.set(host, server);
}
