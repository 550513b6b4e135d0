/** A request to the world. */
export interface LoggedRequest {
  /** Milliseconds since the epoch, when the request was complete. */
  readonly time: number;
  readonly host: string;
  readonly method: string;
  readonly path: string;
  /** The Origin header, if the caller is a browser that sent one. */
  readonly origin: string | undefined;
  /** The name of the server of the world that sent it, if one did. */
  readonly caller: string | undefined;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  /** 0 while the response is pending, and for requests without a response. */
  status: number;
  /** Milliseconds until the answer was complete. */
  duration: number;
}

/** Marks requests of the world's own servers, so that tests can count those of the tested client only. */
export const CALLER_HEADER = 'x-demo-caller';

/** The log of every request, newest last. */
export class RequestLog {
  readonly #entries: LoggedRequest[] = [];

  add(entry: LoggedRequest): void {
    this.#entries.push(entry);
  }

  all(): readonly LoggedRequest[] {
    return this.#entries;
  }

  /** Requests that were not sent by the world's own servers. */
  fromClients(): readonly LoggedRequest[] {
    return this.#entries.filter((entry) => entry.caller === undefined);
  }

  matching(filter: { host?: string; method?: string; path?: RegExp }): readonly LoggedRequest[] {
    return this.#entries.filter(
      (entry) =>
        (filter.host === undefined || entry.host === filter.host) &&
        (filter.method === undefined || entry.method === filter.method) &&
        (filter.path === undefined || filter.path.test(entry.path)),
    );
  }

  clear(): void {
    this.#entries.length = 0;
  }
}
