import type { Runtime } from 'webextension-polyfill';

/**
 * A runtime port that loses nothing: it listens from the moment in which the port arrives, and keeps what comes until somebody
 * listens to it. (A port's messages that meet no listener are dropped by the browser, and the modules take a moment to open.)
 */
export class PortConnection {
  readonly port: Runtime.Port;
  readonly #kept: unknown[] = [];
  #closed = false;
  #onMessage: ((message: unknown) => void) | undefined;
  #onClose: (() => void) | undefined;

  constructor(port: Runtime.Port) {
    this.port = port;
    port.onMessage.addListener((message: unknown) => {
      if (this.#onMessage) this.#onMessage(message);
      else this.#kept.push(message);
    });
    port.onDisconnect.addListener(() => {
      this.#closed = true;
      this.#onClose?.();
    });
  }

  /** Starts to listen: first to what was kept. */
  listen(onMessage: (message: unknown) => void, onClose: () => void): void {
    this.#onMessage = onMessage;
    this.#onClose = onClose;
    for (const message of this.#kept.splice(0)) onMessage(message);
    if (this.#closed) onClose();
  }

  /** Sends a message, if there is still somebody to send it to. */
  post(message: unknown): void {
    if (this.#closed) return;
    try {
      this.port.postMessage(message);
    } catch {
      // Gone between two events; `onClose` follows.
    }
  }
}
