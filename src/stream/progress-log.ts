/** Reports the progress of a payment: one write at a time, each for everything noted before it started. */
export class ProgressLog {
  readonly #write: () => Promise<void>;
  readonly #onFailure: (cause: unknown) => void;
  #running: Promise<void> | undefined;
  #unwritten = 0;

  constructor(write: () => Promise<void>, onFailure: (cause: unknown) => void) {
    this.#write = write;
    this.#onFailure = onFailure;
  }

  /** Number of notes that no finished write covers. */
  get unwritten(): number {
    return this.#unwritten;
  }

  /** Records that there is new progress to write. */
  note(): void {
    this.#unwritten += 1;
    this.#running ??= this.#writeOnce();
  }

  /** Resolves when the current write has ended, or immediately if there is none. */
  async turn(): Promise<void> {
    await this.#running;
  }

  /** Resolves when the writes of everything noted have succeeded or failed. */
  async end(): Promise<void> {
    while (this.#running) await this.#running;
  }

  async #writeOnce(): Promise<void> {
    const covered = this.#unwritten;
    await this.#write().catch(this.#onFailure);
    this.#unwritten -= covered;
    this.#running = this.#unwritten > 0 ? this.#writeOnce() : undefined;
  }
}
