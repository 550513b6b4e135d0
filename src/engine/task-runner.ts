interface Work {
  readonly controller: AbortController;
  readonly done: Promise<void>;
}

/** The running tasks, at most one for each payment. */
export class TaskRunner {
  readonly #running = new Map<string, Work>();
  readonly #onRest: (id: string) => Promise<void>;

  /** @param onRest called when the task of a payment has ended by itself. */
  constructor(onRest: (id: string) => Promise<void>) {
    this.#onRest = onRest;
  }

  isRunning(id: string): boolean {
    return this.#running.has(id);
  }

  /** Starts a task, unless one runs for this payment. */
  start(id: string, work: (signal: AbortSignal) => Promise<void>): void {
    if (this.#running.has(id)) return;
    const controller = new AbortController();
    const done = work(controller.signal)
      // Steps record their own failures. Other errors (storage, abort) leave the journal unchanged, and `resumeAll` continues from there.
      .catch(() => undefined)
      .then(async () => {
        this.#running.delete(id);
        if (!controller.signal.aborted) await this.#onRest(id);
      })
      .catch(() => undefined);
    this.#running.set(id, { controller, done });
  }

  /** Aborts the task of a payment. Resolves when it has ended. */
  async stop(id: string): Promise<void> {
    const work = this.#running.get(id);
    if (!work) return;
    work.controller.abort(new DOMException('Another step took over', 'AbortError'));
    await work.done;
  }

  /** Resolves when no task runs for a payment. */
  async whenIdle(id: string): Promise<void> {
    for (let work = this.#running.get(id); work; work = this.#running.get(id)) await work.done;
  }
}
