import type { Consents } from '../consents/consents.ts';
import type { PortConnection } from '../controllers/port-connection.ts';
import type { Payment } from '../model/payment.ts';

/** A port that a module serves. */
export interface WorkerPort {
  /** The port's name, or what tells its name from others. */
  readonly name: string | ((name: string) => boolean);
  /** The extension's own page that may open it, by its path in the build. Absent for content scripts' ports, whose sender the module checks. */
  readonly page?: string;
  connect(connection: PortConnection): void;
}

/** The visits to wallets' pages that a module asks for. */
export interface WorkerConsents {
  readonly consents: Consents;
  /** Whether an id is one of this module's. */
  owns(id: string): boolean;
  /** Shows the user what comes after the wallet's page. */
  onReturn(id: string): Promise<void>;
  /** The same where the user closed the wallet's page. */
  onClose?(id: string): Promise<void>;
}

/**
 * One part of the worker: what it serves, and which events it takes. Everything is optional. A new capability is an entry in
 * `modules.ts`.
 */
export interface WorkerModule {
  readonly ports?: readonly WorkerPort[];
  readonly consent?: WorkerConsents;
  /** Takes up what the module has under way. Called at the worker's start and by its alarm; does nothing for what is being worked on. */
  start?(): Promise<unknown>;
  /** How soon the worker has to be woken for what the module has under way, in milliseconds; nothing where it need not be. */
  wakeEvery?(): Promise<number | undefined>;
  /** A payment was written. Called for each write, and after a start for what is unfinished or unseen. */
  onPayment?(payment: Payment): void;
}

/** The soonest of the times that the modules name, in milliseconds. */
export async function wakeEvery(modules: readonly WorkerModule[]): Promise<number | undefined> {
  return soonest(await Promise.all(modules.flatMap((module) => module.wakeEvery?.() ?? [])));
}

/** The soonest of several times, of which each may be absent. */
export function soonest(times: readonly (number | undefined)[]): number | undefined {
  const known = times.filter((time) => time !== undefined);
  return known.length === 0 ? undefined : Math.min(...known);
}

/** The port of the modules that a page opened under this name. */
export function portOf(modules: readonly WorkerModule[], name: string): WorkerPort | undefined {
  return modules.flatMap(({ ports = [] }) => ports).find((port) => (typeof port.name === 'string' ? port.name === name : port.name(name)));
}

/** The module whose consent has this id. */
export function consentOf(modules: readonly WorkerModule[], id: string): WorkerConsents | undefined {
  return modules.flatMap(({ consent }) => consent ?? []).find(({ owns }) => owns(id));
}
