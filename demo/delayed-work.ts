/** Work of a server that begins later, and that its close waits for. */
export class DelayedWork {
  readonly #timers = new Set<NodeJS.Timeout>();
  readonly #running = new Set<Promise<void>>();
  #closed = false;

  get isClosed(): boolean {
    return this.#closed;
  }

  /** Begins `work` after `ms` milliseconds, unless the server is closed by then. What it throws is ignored. */
  after(ms: number, work: () => Promise<void> | void): void {
    if (this.#closed) return;
    const timer = setTimeout(() => {
      this.#timers.delete(timer);
      const running = Promise.resolve()
        .then(work)
        .catch(() => undefined);
      this.#running.add(running);
      void running.finally(() => this.#running.delete(running));
    }, ms);
    this.#timers.add(timer);
  }

  /** Begins nothing any more; resolves when what is running has ended. */
  async close(): Promise<void> {
    this.#closed = true;
    for (const timer of this.#timers) clearTimeout(timer);
    await Promise.all(this.#running);
  }
}
