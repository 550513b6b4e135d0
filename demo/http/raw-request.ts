/** A request as it came over the wire: what signatures are checked against. */
export interface RawRequest {
  readonly method: string;
  /** The absolute URL that the client asked for. */
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  /** The body as it came, for what is no text. */
  readonly bytes: Uint8Array;
}

/** What each server's routes get beside the Fetch request. */
export interface ServerBindings {
  raw: RawRequest;
}

export interface ServerEnv {
  Bindings: ServerBindings;
}
