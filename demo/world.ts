import { Faults, transportFaults, type FaultRule as AnyFaultRule, type TransportFault } from './faults.ts';
import { createHosts, type Hosts } from './hosts.ts';
import { loadCertificates, type Certificates } from './http/certificates.ts';
import { openListener, type Listener } from './http/listener.ts';
import { RequestLog } from './http/request-log.ts';
import { routeRequests, routeUpgrades } from './http/router.ts';
import { createWorldFetch, type WorldFetch } from './http/world-fetch.ts';
import { Ledger } from './money/ledger.ts';
import { acquirerServer } from './servers/acquirer/server.ts';
import { connectorServer } from './servers/connector/server.ts';
import { merchantGatewayServer } from './servers/merchant-gateway/server.ts';
import { merchantServer } from './servers/merchant/server.ts';
import { paymentGatewayServer } from './servers/payment-gateway/server.ts';
import { registryServer } from './servers/registry/server.ts';
import type { FaultOf, HelpersOf, HostOf, OptionsOf } from './servers/server.ts';
import { settlementProviderServer } from './servers/settlement-provider/server.ts';
import { shopServer } from './servers/shop/server.ts';
import { startServers } from './servers/start-servers.ts';
import { cloudNineBank, happyLifeBank } from './servers/wallet/server.ts';
import { Database } from './storage/database.ts';
import type { BaseOptions } from './world-options.ts';

/** The servers of the world, started in this order and closed in the reverse one. `servers/README.md` describes how to add one. */
const definitions = [
  connectorServer,
  cloudNineBank,
  happyLifeBank,
  acquirerServer,
  shopServer,
  registryServer,
  settlementProviderServer,
  merchantGatewayServer,
  paymentGatewayServer,
  merchantServer,
] as const;

type Definition = (typeof definitions)[number];

export type HostName = HostOf<Definition>;
export type FaultKind = TransportFault | FaultOf<Definition>;
export type FaultRule = AnyFaultRule<FaultKind>;
export type WorldOptions = BaseOptions & OptionsOf<Definition>;

/** A local payments world with the helpers of each of its servers. */
export type World = BaseWorld & HelpersOf<Definition>;

interface BaseWorld {
  readonly port: number;
  readonly hosts: Hosts<HostName>;
  /** For Chromium's --host-resolver-rules; empty in http mode, where browsers resolve `localhost` themselves. */
  readonly resolverRules: string;
  /** For Chromium's --ignore-certificate-errors-spki-list: hashes of the leaf's and the authority's keys. */
  readonly spki: readonly string[];
  /** The certificate authority; undefined in http mode. */
  readonly caPem: string | undefined;
  readonly faults: Faults<FaultKind>;
  readonly requests: RequestLog;
  readonly ledger: Ledger;
  /** Reaches the world's hosts and trusts its authority. */
  readonly fetch: WorldFetch;
  /** Closes all servers, timers and files. May be called twice. */
  close(): Promise<void>;
}

const hostNames: readonly HostName[] = definitions.flatMap(({ hosts }): readonly HostName[] => hosts);
const faultKinds: readonly FaultKind[] = [...transportFaults, ...definitions.flatMap(({ faults = [] }): readonly FaultKind[] => faults)];

/** Starts the world; resolves when every server is reachable. */
export async function startWorld(options: WorldOptions = {}): Promise<World> {
  const scheme = options.scheme ?? 'https';
  const certificates = scheme === 'https' ? await certificatesFor(options.certificateDirectory) : undefined;
  const faults = new Faults(faultKinds);
  const requests = new RequestLog();
  const listener = await openListener({ port: options.port ?? 0, certificates, faults, log: requests });
  const hosts = createHosts(hostNames, scheme, listener.port);
  const client = createWorldFetch(listener.port, certificates?.caPem);
  const db = openDatabase(options.directory, listener);
  const ledger = new Ledger(db);
  const lifetime = new AbortController();
  const parts = { hosts, db, ledger, faults, closing: lifetime.signal };
  const servers = await startServers(definitions, parts, { fetch: client.fetch, options });
  listener.serve(routeRequests(hosts, servers.byHost), routeUpgrades(hosts, servers.byHost));
  servers.resume();

  let closing: Promise<void> | undefined;
  const shutDown = async () => {
    lifetime.abort();
    await servers.close();
    await listener.close();
    await client.close();
    db.close();
  };

  const base: BaseWorld = {
    port: listener.port,
    hosts,
    resolverRules: scheme === 'https' ? `MAP *.test:443 127.0.0.1:${listener.port}` : '',
    spki: certificates?.spki ?? [],
    caPem: certificates?.caPem,
    faults,
    requests,
    ledger,
    fetch: client.fetch,
    close: () => (closing ??= shutDown()),
  };
  return withHelpers(base, servers.helpers);
}

/** The helpers are created at run time; `HelpersOf` gives their type. */
function withHelpers(base: BaseWorld, helpers: readonly object[]): World {
  return Object.assign(base, ...helpers) as World;
}

function certificatesFor(directory: string | undefined): Promise<Certificates> {
  const hosts = createHosts(hostNames, 'https', 0);
  return loadCertificates(
    hostNames.map((name) => hosts.host(name)),
    directory,
  );
}

function openDatabase(directory: string | undefined, listener: Listener): Database {
  try {
    return new Database(directory);
  } catch (error) {
    void listener.close();
    throw error;
  }
}
