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

/** Shared by all servers of one world. */
export interface WorldParts {
  readonly hosts: Hosts;
  readonly db: Database;
  readonly ledger: Ledger;
  readonly faults: Faults;
  /** Books a delivered packet at the server of its receiver. */
  readonly credit: Credit;
  /** Aborted when the world starts to close, before the first server closes. */
  readonly closing: AbortSignal;
}

/** The arguments of a server's start. */
export interface StartContext<Options extends object = object> extends WorldParts {
  /** Reaches every host of the world. The request log has the server's name for these requests. */
  readonly fetch: WorldFetch;
  /** The world's options. */
  readonly options: Options;
}

/** A started server. Only `apps` is required. */
export interface Server<Helpers extends object = object> {
  /** The request handler of each host of the definition. */
  readonly apps: Readonly<Record<string, Hono<ServerEnv>>>;
  /** Methods for pages of any origin (CORS); without it pages of other origins cannot read anything. */
  readonly cors?: string;
  /** Books incoming money. */
  readonly payee?: Payee;
  /** The server's helpers for tests on `world`. */
  readonly helpers?: Helpers;
  /** Handles a socket that requests WebSocket; by default such sockets are closed. */
  upgrade?(message: IncomingMessage, socket: Duplex, head: Buffer): void;
  /** Continues what an earlier run left unfinished. Called when every server is reachable. */
  resume?(): void;
  /** Stops timers and connections. Servers close in the reverse order of the list. */
  close?(): Promise<void> | void;
}

/** One server of the demo world. The types of `World`, `WorldOptions` and `FaultRule` are inferred from the list of definitions. */
export interface ServerDefinition<
  Host extends string = string,
  Helpers extends object = object,
  Options extends object = object,
  Fault extends string = string,
> {
  /** Identifies its own requests in the request log. */
  readonly name: string;
  /** Its hosts without the suffix: `auth.cloudninebank` for `https://auth.cloudninebank.test`. */
  readonly hosts: readonly Host[];
  /** The kinds of fault that it implements, in addition to transport faults. */
  readonly faults?: readonly Fault[];
  /**
   * Opens accounts and stores and creates the routes. Send no requests to other servers here: they would wait until all servers have
   * started.
   */
  start(world: StartContext<Options>): Promise<Server<Helpers>> | Server<Helpers>;
}

/** The hosts of a list of definitions. */
export type HostOf<Definition> = Definition extends { readonly hosts: readonly (infer Host)[] } ? Host : never;

/** The kinds of fault of a list of definitions. */
export type FaultOf<Definition> = Definition extends { readonly faults?: readonly (infer Fault)[] } ? Fault : never;

/** The helpers of all servers of a list. */
export type HelpersOf<Definition> = IntersectionOf<Definition extends ServerDefinition<string, infer Helpers, never> ? Helpers : never>;

/** The options of all servers of a list. */
export type OptionsOf<Definition> = IntersectionOf<
  Definition extends { start(world: StartContext<infer Options>): unknown } ? Options : never
>;

type IntersectionOf<Union> = (Union extends unknown ? (one: Union) => void : never) extends (all: infer All) => void ? All : never;
