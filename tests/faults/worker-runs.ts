import { setTimeout as sleep } from 'node:timers/promises';
import * as v from 'valibot';
import { PATIENCE_MS } from '../support/patience.ts';
import { type DevTools, evaluateIn } from './cdp.ts';
import { REPORT_BINDING, type WriteReport, trapSource, type WriteStop } from './trap.ts';

/** A run of the service worker, from its start to its stop. */
export interface WorkerRun {
  readonly targetId: string;
  readonly session: string;
  /** When its memory was created: unique for each run. Undefined if it ended before it was read. */
  stamp: number | undefined;
  isOver: boolean;
}

/** A run that the test has stopped. Proven if the next run has another stamp. */
export interface WorkerStop {
  readonly at: number;
  readonly run: WorkerRun;
}

const WORKERS_ONLY = [{ type: 'service_worker', exclude: false }, { exclude: true }];
const attached = v.object({ sessionId: v.string(), targetInfo: v.object({ targetId: v.string(), type: v.string(), url: v.string() }) });
const listed = v.object({ targetInfos: v.array(v.object({ targetId: v.string(), type: v.string(), url: v.string() })) });
const binding = v.object({ name: v.literal(REPORT_BINDING), payload: v.string() });
const told = v.object({ label: v.string(), nth: v.number(), sprung: v.boolean() });

/** All runs of the extension's worker. Each is attached before its first line runs. */
export class WorkerRuns {
  readonly all: WorkerRun[] = [];
  /** Called for each write to the database. */
  onWrite: (told: WriteReport) => void = () => undefined;
  readonly #devTools: DevTools;
  readonly #origin: string;
  #stop: WriteStop | undefined;

  static async watch(devTools: DevTools, origin: string): Promise<WorkerRuns> {
    const workerRuns = new WorkerRuns(devTools, origin);
    await devTools.send('Target.setAutoAttach', { autoAttach: true, waitForDebuggerOnStart: true, flatten: true, filter: WORKERS_ONLY });
    return workerRuns;
  }

  private constructor(devTools: DevTools, origin: string) {
    this.#devTools = devTools;
    this.#origin = origin;
    devTools.listen((method, params, session) => {
      if (method === 'Target.attachedToTarget') void this.#begin(v.parse(attached, params)).catch(() => undefined);
      if (method === 'Inspector.targetCrashed') void this.#leave(session).catch(() => undefined);
      if (method === 'Target.detachedFromTarget') this.#end((run) => run.session === params['sessionId']);
      if (method === 'Target.targetDestroyed') this.#end((run) => run.targetId === params['targetId']);
      if (method === 'Runtime.bindingCalled' && this.current?.session === session) this.#hear(params);
    });
  }

  /** The current run. */
  get current(): WorkerRun | undefined {
    return this.all.findLast(({ isOver }) => !isOver);
  }

  /** Sets the trap for future runs. The current run is stopped, because a trap must be set before its first line. */
  async setTrap(stop: WriteStop | undefined): Promise<void> {
    this.#stop = stop;
    if (this.current) await this.kill();
  }

  /** Future runs have no trap. */
  unsetTrap(): void {
    this.#stop = undefined;
  }

  /** Stops the worker like the browser stops an idle one. @returns undefined if there was none. */
  async kill(): Promise<WorkerStop | undefined> {
    const run = this.current;
    if (!run) return undefined;
    const at = Date.now();
    for (let tries = 0; !run.isOver; tries += 1) {
      if (Date.now() - at > PATIENCE_MS) throw new Error('the worker does not die');
      // Repeated: a worker that is being installed ignores it.
      if (tries % 60 === 0) void this.#devTools.send('Target.closeTarget', { targetId: run.targetId }).catch(() => undefined);
      await sleep(5);
    }
    return { at, run };
  }

  /** Whether the worker ran again afterwards, with a new memory. */
  isProven({ run }: WorkerStop): boolean {
    const next = this.all[this.all.indexOf(run) + 1];
    return run.isOver && next?.stamp !== undefined && next.stamp !== run.stamp;
  }

  async #begin({ sessionId: session, targetInfo: { targetId, type, url } }: v.InferOutput<typeof attached>): Promise<void> {
    if (type !== 'service_worker' || !url.startsWith(this.#origin)) return;
    if (this.#isMet(targetId)) {
      // Another session of a known run, or the next run of a target whose end was not noticed: it must not wait for the test.
      await this.#devTools.send('Runtime.runIfWaitingForDebugger', {}, session);
      return;
    }
    const run: WorkerRun = { targetId, session, stamp: undefined, isOver: false };
    this.all.push(run);
    const send = (method: string, params = {}) => this.#devTools.send(method, params, session);
    const before = [
      send('Runtime.enable'),
      send('Runtime.addBinding', { name: REPORT_BINDING }),
      evaluateIn(this.#devTools, session, trapSource(this.#stop)),
      evaluateIn(this.#devTools, session, 'performance.timeOrigin').then((stamp) => {
        if (typeof stamp === 'number') run.stamp = stamp;
      }),
    ];
    // Sent together and in order: the worker continues as soon as it has received all of them.
    await Promise.all([...before, send('Runtime.runIfWaitingForDebugger')]);
  }

  /** Detaches: the browser would keep the same target for its next run. A run that has started already is attached a little later. */
  async #leave(sessionId: string | undefined): Promise<void> {
    this.#end((run) => run.session === sessionId);
    await this.#devTools.send('Target.detachFromTarget', { sessionId });
    const { targetInfos } = v.parse(listed, await this.#devTools.send('Target.getTargets', { filter: WORKERS_ONLY }));
    for (const { targetId, url } of targetInfos) {
      if (!url.startsWith(this.#origin) || this.#isMet(targetId)) continue;
      await this.#devTools.send('Target.attachToTarget', { targetId, flatten: true });
    }
  }

  #isMet(targetId: string): boolean {
    return this.all.some((run) => run.targetId === targetId && !run.isOver);
  }

  #end(is: (run: WorkerRun) => boolean): void {
    for (const run of this.all) if (is(run)) run.isOver = true;
  }

  #hear(params: unknown): void {
    const called = v.safeParse(binding, params);
    if (!called.success) return;
    const write = v.safeParse(told, JSON.parse(called.output.payload));
    if (write.success) this.onWrite(write.output);
  }
}
