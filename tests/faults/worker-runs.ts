import { setTimeout as sleep } from 'node:timers/promises';
import * as v from 'valibot';
import { PATIENCE_MS } from '../support/patience.ts';
import { type DevTools, evaluateIn } from './cdp.ts';
import { TELL, type Told, trapSource, type WriteStop } from './trap.ts';

/** One life of the service worker, from its start to its end. */
export interface Life {
  readonly targetId: string;
  readonly session: string;
  /** When its memory was made: no two lives have the same. Undefined when it ended before it could be asked. */
  stamp: number | undefined;
  isOver: boolean;
}

/** A life that was ended by us. Proven when the next life has another stamp. */
export interface Death {
  readonly at: number;
  readonly life: Life;
}

const WORKERS_ONLY = [{ type: 'service_worker', exclude: false }, { exclude: true }];
const attached = v.object({ sessionId: v.string(), targetInfo: v.object({ targetId: v.string(), type: v.string(), url: v.string() }) });
const listed = v.object({ targetInfos: v.array(v.object({ targetId: v.string(), type: v.string(), url: v.string() })) });
const binding = v.object({ name: v.literal(TELL), payload: v.string() });
const told = v.object({ label: v.string(), nth: v.number(), sprung: v.boolean() });

/** Every life of the extension's worker: each is met before its first line runs. */
export class WorkerRuns {
  readonly all: Life[] = [];
  /** Told of each write to the database. */
  onWrite: (told: Told) => void = () => undefined;
  readonly #devTools: DevTools;
  readonly #origin: string;
  #stop: WriteStop | undefined;

  static async watch(devTools: DevTools, origin: string): Promise<WorkerRuns> {
    const lives = new WorkerRuns(devTools, origin);
    await devTools.send('Target.setAutoAttach', { autoAttach: true, waitForDebuggerOnStart: true, flatten: true, filter: WORKERS_ONLY });
    return lives;
  }

  private constructor(devTools: DevTools, origin: string) {
    this.#devTools = devTools;
    this.#origin = origin;
    devTools.listen((method, params, session) => {
      if (method === 'Target.attachedToTarget') void this.#begin(v.parse(attached, params)).catch(() => undefined);
      if (method === 'Inspector.targetCrashed') void this.#leave(session).catch(() => undefined);
      if (method === 'Target.detachedFromTarget') this.#end((life) => life.session === params['sessionId']);
      if (method === 'Target.targetDestroyed') this.#end((life) => life.targetId === params['targetId']);
      if (method === 'Runtime.bindingCalled' && this.current?.session === session) this.#hear(params);
    });
  }

  /** The life that lasts. */
  get current(): Life | undefined {
    return this.all.findLast(({ isOver }) => !isOver);
  }

  /** Sets the trap for lives to come; the present one is ended, as a trap is set before the first line runs. */
  async setTrap(stop: WriteStop | undefined): Promise<void> {
    this.#stop = stop;
    if (this.current) await this.kill();
  }

  /** Lives to come have no trap. */
  unsetTrap(): void {
    this.#stop = undefined;
  }

  /** Ends the worker as the browser does with an idle one. @returns nothing when there was none. */
  async kill(): Promise<Death | undefined> {
    const life = this.current;
    if (!life) return undefined;
    const at = Date.now();
    for (let tries = 0; !life.isOver; tries += 1) {
      if (Date.now() - at > PATIENCE_MS) throw new Error('the worker does not die');
      // Asked more than once: a worker that is just being installed does not hear it.
      if (tries % 60 === 0) void this.#devTools.send('Target.closeTarget', { targetId: life.targetId }).catch(() => undefined);
      await sleep(5);
    }
    return { at, life };
  }

  /** Whether the worker lived again afterwards, with a memory of its own. */
  isProven({ life }: Death): boolean {
    const next = this.all[this.all.indexOf(life) + 1];
    return life.isOver && next?.stamp !== undefined && next.stamp !== life.stamp;
  }

  async #begin({ sessionId: session, targetInfo: { targetId, type, url } }: v.InferOutput<typeof attached>): Promise<void> {
    if (type !== 'service_worker' || !url.startsWith(this.#origin)) return;
    if (this.#isMet(targetId)) {
      // Another session of a life that is known, or the next life of a target whose end was missed: it must not wait for us.
      await this.#devTools.send('Runtime.runIfWaitingForDebugger', {}, session);
      return;
    }
    const life: Life = { targetId, session, stamp: undefined, isOver: false };
    this.all.push(life);
    const send = (method: string, params = {}) => this.#devTools.send(method, params, session);
    const before = [
      send('Runtime.enable'),
      send('Runtime.addBinding', { name: TELL }),
      evaluateIn(this.#devTools, session, trapSource(this.#stop)),
      evaluateIn(this.#devTools, session, 'performance.timeOrigin').then((stamp) => {
        if (typeof stamp === 'number') life.stamp = stamp;
      }),
    ];
    // Sent together and in order: the worker runs on as soon as it has heard all of them.
    await Promise.all([...before, send('Runtime.runIfWaitingForDebugger')]);
  }

  /** Let go of: the browser would keep the same target for its next life. One that lives again already is met a little late. */
  async #leave(sessionId: string | undefined): Promise<void> {
    this.#end((life) => life.session === sessionId);
    await this.#devTools.send('Target.detachFromTarget', { sessionId });
    const { targetInfos } = v.parse(listed, await this.#devTools.send('Target.getTargets', { filter: WORKERS_ONLY }));
    for (const { targetId, url } of targetInfos) {
      if (!url.startsWith(this.#origin) || this.#isMet(targetId)) continue;
      await this.#devTools.send('Target.attachToTarget', { targetId, flatten: true });
    }
  }

  #isMet(targetId: string): boolean {
    return this.all.some((life) => life.targetId === targetId && !life.isOver);
  }

  #end(is: (life: Life) => boolean): void {
    for (const life of this.all) if (is(life)) life.isOver = true;
  }

  #hear(params: unknown): void {
    const called = v.safeParse(binding, params);
    if (!called.success) return;
    const write = v.safeParse(told, JSON.parse(called.output.payload));
    if (write.success) this.onWrite(write.output);
  }
}
