import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import type { Hono } from 'hono';
import type { Faults } from '../faults.ts';
import type { Hosts } from '../hosts.ts';
import type { ServerEnv } from '../http/raw-request.ts';
import type { WorldFetch } from '../http/world-fetch.ts';
import type { Ledger } from '../money/ledger.ts';
import type { Credit, Payee } from '../money/payee.ts';
import type { Database } from '../storage/database.ts';

/** What all servers of one world share. */
export interface WorldParts {
  readonly hosts: Hosts;
  readonly db: Database;
  readonly ledger: Ledger;
  readonly faults: Faults;
  /** Books a delivered packet at the server that it is for. */
  readonly credit: Credit;
  /** Aborted when the world begins to close, before the first server closes. */
  readonly closing: AbortSignal;
}

/** What a server is started with. */
export interface StartContext<Options extends object = object> extends WorldParts {
  /** Reaches every host of the world; the request log knows these requests by the server's name. */
  readonly fetch: WorldFetch;
  /** The options that the world was started with. */
  readonly options: Options;
}

/** A started server. Each part but `apps` is optional. */
export interface Server<Helpers extends object = object> {
  /** What answers requests, for each host of the definition. */
  readonly apps: Readonly<Record<string, Hono<ServerEnv>>>;
  /** The methods that pages of any origin may use (CORS); no page of another origin may read anything without it. */
  readonly cors?: string;
  /** Books incoming money. */
  readonly payee?: Payee;
  /** What tests get on `world`. */
  readonly helpers?: Helpers;
  /** Takes over a socket that asks for WebSocket; such sockets are closed without it. */
  upgrade?(message: IncomingMessage, socket: Duplex, head: Buffer): void;
  /** Continues what an earlier run left unfinished. Called when every server answers requests. */
  resume?(): void;
  /** Ends timers and connections. Servers close in the reverse order of the list. */
  close?(): Promise<void> | void;
}

/** One server of the demo world. The types of `World`, `WorldOptions` and `FaultRule` are inferred from the list of these. */
export interface ServerDefinition<
  Host extends string = string,
  Helpers extends object = object,
  Options extends object = object,
  Fault extends string = string,
> {
  /** Marks its own requests in the request log. */
  readonly name: string;
  /** Its hosts without the suffix: `auth.cloudninebank` for `https://auth.cloudninebank.test`. */
  readonly hosts: readonly Host[];
  /** The kinds of fault that it acts on, beside those of the network. */
  readonly faults?: readonly Fault[];
  /** Opens accounts and stores and makes the routes. Requests to other servers wait until all are started: make none here. */
  start(world: StartContext<Options>): Promise<Server<Helpers>> | Server<Helpers>;
}

/** The hosts of a list of definitions. */
export type HostOf<Definition> = Definition extends { readonly hosts: readonly (infer Host)[] } ? Host : never;

/** The kinds of fault that the servers of a list know. */
export type FaultOf<Definition> = Definition extends { readonly faults?: readonly (infer Fault)[] } ? Fault : never;

/** The helpers of all servers of a list. */
export type HelpersOf<Definition> = IntersectionOf<Definition extends ServerDefinition<string, infer Helpers, never> ? Helpers : never>;

/** The options of all servers of a list. */
export type OptionsOf<Definition> = IntersectionOf<
  Definition extends { start(world: StartContext<infer Options>): unknown } ? Options : never
>;

type IntersectionOf<Union> = (Union extends unknown ? (one: Union) => void : never) extends (all: infer All) => void ? All : never;
