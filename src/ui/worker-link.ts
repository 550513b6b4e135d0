/** The few things that a page needs of a runtime port; a fake one is enough for tests. */
export interface PagePort {
  postMessage(message: unknown): void;
  disconnect(): void;
  readonly onMessage: { addListener(listener: (message: unknown) => void): void };
  readonly onDisconnect: { addListener(listener: () => void): void };
}

export interface LinkOptions<View> {
  readonly connect: () => PagePort;
  /** Parses what the worker sent; `undefined` for anything that is no view, which is dropped. */
  readonly parse: (message: unknown) => View | undefined;
  /** `fresh` is true for the first view of each connection: it comes from a worker that has just read its journal. */
  readonly onView: (view: View, fresh: boolean) => void;
  /** Called when the port dies; a view follows once the worker is back. */
  readonly onLost: () => void;
  readonly signal: AbortSignal;
  readonly setTimer?: (run: () => void, milliseconds: number) => unknown;
}

const FIRST_DELAY = 50;
const LONGEST_DELAY = 5000;

/**
 * Keeps a port to the worker open while the page lives. The browser ends idle workers and their ports; connecting again wakes them.
 * Commands are never repeated: one that was under way when the port died may have been heard, and only the next view can tell.
 */
export class WorkerLink<View, Command> {
  readonly #options: LinkOptions<View>;
  #port: PagePort | undefined;
  #failures = 0;

  constructor(options: LinkOptions<View>) {
    this.#options = options;
  }

  start(): void {
    if (this.#port !== undefined || this.#options.signal.aborted) return;
    this.#options.signal.addEventListener('abort', () => this.#port?.disconnect(), { once: true });
    this.#connect();
  }

  /** Sends a command if the worker can hear it now; otherwise drops it and says so. */
  send(command: Command): boolean {
    if (this.#port === undefined) return false;
    try {
      // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a runtime port has one end and takes no origin
      this.#port.postMessage(command);
      return true;
    } catch {
      // The port died between its last message and this one; `onDisconnect` follows.
      return false;
    }
  }

  #connect(): void {
    const { signal, connect, parse, onView } = this.#options;
    if (signal.aborted) return;
    let port: PagePort;
    try {
      port = connect();
    } catch {
      // The extension is being updated or reloaded.
      this.#lost();
      return;
    }
    this.#port = port;
    let fresh = true;
    port.onDisconnect.addListener(() => {
      if (this.#port === port) this.#lost();
    });
    port.onMessage.addListener((message) => {
      const view = this.#port === port ? parse(message) : undefined;
      if (view === undefined) return;
      this.#failures = 0;
      onView(view, fresh);
      fresh = false;
    });
  }

  #lost(): void {
    this.#port = undefined;
    if (this.#options.signal.aborted) return;
    this.#options.onLost();
    const delay = Math.min(FIRST_DELAY * 2 ** this.#failures, LONGEST_DELAY);
    this.#failures += 1;
    const setTimer = this.#options.setTimer ?? setTimeout;
    setTimer(() => this.#connect(), delay);
  }
}
