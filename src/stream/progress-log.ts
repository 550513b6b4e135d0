/** Writes down how far a payment is: one write at a time, each for everything that was noted before it began. */
export class ProgressLog {
  readonly #write: () => Promise<void>;
  readonly #onFailure: (cause: unknown) => void;
  #running: Promise<void> | undefined;
  #unwritten = 0;

  constructor(write: () => Promise<void>, onFailure: (cause: unknown) => void) {
    this.#write = write;
    this.#onFailure = onFailure;
  }

  /** How many notes no finished write covers. */
  get unwritten(): number {
    return this.#unwritten;
  }

  /** There is more to be written. */
  note(): void {
    this.#unwritten += 1;
    this.#running ??= this.#writeOnce();
  }

  /** Resolves when the write that runs is done; at once where none does. */
  async turn(): Promise<void> {
    await this.#running;
  }

  /** Resolves when everything noted is written, or was tried. */
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
