/** Runs one write at a time, and as few as do: a write covers everything that came before it began, however much that is. */
export class Coalesced {
  readonly #write: () => void | Promise<void>;
  #latest: Promise<void> = Promise.resolve();
  /** The write that has not begun yet. */
  #next: Promise<void> | undefined;

  constructor(write: () => void | Promise<void>) {
    this.#write = write;
  }

  /** Resolves once a write that began after this call is done; rejects where that one fails. The next one is tried in any case. */
  written(): Promise<void> {
    if (this.#next) return this.#next;
    const begin = () => {
      this.#next = undefined;
      return this.#write();
    };
    this.#next = this.#latest.then(begin, begin);
    this.#latest = this.#next;
    return this.#next;
  }
}
