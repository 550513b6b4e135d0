/** A request as it was received; signatures are verified over it. */
export interface RawRequest {
  readonly method: string;
  /** The absolute URL that the client asked for. */
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  /** The body for requests that are not text. */
  readonly bytes: Uint8Array;
}

/** Data for each server's routes in addition to the Fetch request. */
export interface ServerBindings {
  raw: RawRequest;
}

export interface ServerEnv {
  Bindings: ServerBindings;
}
