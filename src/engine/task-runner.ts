interface Work {
  readonly controller: AbortController;
  readonly done: Promise<void>;
}

/** The pieces of work that run, one at most for each payment. */
export class TaskRunner {
  readonly #running = new Map<string, Work>();
  readonly #onRest: (id: string) => Promise<void>;

  /** @param onRest called when the work for a payment came to its end by itself. */
  constructor(onRest: (id: string) => Promise<void>) {
    this.#onRest = onRest;
  }

  isRunning(id: string): boolean {
    return this.#running.has(id);
  }

  /** Starts a piece of work, unless one runs for this payment. */
  start(id: string, work: (signal: AbortSignal) => Promise<void>): void {
    if (this.#running.has(id)) return;
    const controller = new AbortController();
    const done = work(controller.signal)
      // Steps write their own failures. What still comes through (a storage that fails, an abort) leaves the journal as it is, and `takeUp` goes on from there.
      .catch(() => undefined)
      .then(async () => {
        this.#running.delete(id);
        if (!controller.signal.aborted) await this.#onRest(id);
      })
      .catch(() => undefined);
    this.#running.set(id, { controller, done });
  }

  /** Breaks off what runs for a payment; resolves when it has come to its end. */
  async stop(id: string): Promise<void> {
    const work = this.#running.get(id);
    if (!work) return;
    work.controller.abort(new DOMException('Another step took over', 'AbortError'));
    await work.done;
  }

  /** Resolves when nothing runs for a payment. */
  async whenIdle(id: string): Promise<void> {
    for (let work = this.#running.get(id); work; work = this.#running.get(id)) await work.done;
  }
}
