import type { Bytes } from './bytes.ts';

/** Transport to the sender's account at a connector. */
export interface Uplink {
  /**
   * Sends an ILP prepare and resolves with the reply as it came.
   * @throws UplinkError where no reply came; the signal's reason where the wait for it was given up.
   */
  send(prepare: Bytes, signal: AbortSignal): Promise<Uint8Array>;
  /** Ends it; requests without an answer reject. May be called twice. */
  close(): void;
}

/** Why an uplink has no answer. */
export type UplinkTrouble =
  /** No connection, or it broke. */
  | 'unreachable'
  /** The connector does not know the account or its secret. */
  | 'unauthorized'
  /** The connector answered with something else than a packet. */
  | 'refused'
  /** Closed by us. */
  | 'closed';

/** No reply to a packet. Says nothing of the account's secret, nor of what the server wrote. */
export class UplinkError extends Error {
  override name = 'UplinkError';
  readonly trouble: UplinkTrouble;
  /** True where the packet never left, or the connector said that it did not take it: no money moved. */
  readonly isUnsent: boolean;

  constructor(trouble: UplinkTrouble, { isUnsent, cause }: { isUnsent: boolean; cause?: unknown }) {
    super(`uplink ${trouble}`, { cause });
    this.trouble = trouble;
    this.isUnsent = isUnsent;
  }
}
