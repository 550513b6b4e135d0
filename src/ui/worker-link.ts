/** The used part of a runtime port; tests use a fake. */
export interface PagePort {
  postMessage(message: unknown): void;
  disconnect(): void;
  readonly onMessage: { addListener(listener: (message: unknown) => void): void };
  readonly onDisconnect: { addListener(listener: () => void): void };
}

export interface LinkOptions<View> {
  readonly connect: () => PagePort;
  /** Parses a message of the worker; returns `undefined` for an invalid view, which is ignored. */
  readonly parse: (message: unknown) => View | undefined;
  /** `fresh` is true for the first view of each connection, which comes from a worker that has just read its journal. */
  readonly onView: (view: View, fresh: boolean) => void;
  /** Called when the port disconnects; a view follows when the worker is running again. */
  readonly onLost: () => void;
  readonly signal: AbortSignal;
  readonly setTimer?: (run: () => void, milliseconds: number) => unknown;
}

const FIRST_DELAY = 50;
const LONGEST_DELAY = 5000;

/**
 * Keeps a port to the worker open during the page's lifetime. The browser stops idle workers and disconnects their ports; connecting starts
 * them again. Commands are never repeated: a command that was sent before the disconnect may have been received, and only the next view
 * shows that.
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

  /** Sends a command if the port is connected. @returns whether it was sent. */
  send(command: Command): boolean {
    if (this.#port === undefined) return false;
    try {
      // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a runtime port has one end and takes no origin
      this.#port.postMessage(command);
      return true;
    } catch {
      // The port was disconnected after its last message; `onDisconnect` follows.
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
