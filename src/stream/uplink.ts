import type { Bytes } from './bytes.ts';

/** Transport to the sender's account at a connector. */
export interface Uplink {
  /**
   * Sends an ILP prepare and resolves with the raw reply.
   * @throws UplinkError if there was no reply; the signal's reason if it aborted.
   */
  send(prepare: Bytes, signal: AbortSignal): Promise<Uint8Array>;
  /** Closes the uplink. Pending requests reject. May be called twice. */
  close(): void;
}

/** Why an uplink has no reply. */
export type UplinkErrorKind =
  /** No connection, or a broken one. */
  | 'unreachable'
  /** The connector does not accept the account or its secret. */
  | 'unauthorized'
  /** The connector's answer is not a packet. */
  | 'refused'
  /** Closed by this side. */
  | 'closed';

/** There is no reply to a packet. Contains neither the account's secret nor the server's text. */
export class UplinkError extends Error {
  override name = 'UplinkError';
  readonly kind: UplinkErrorKind;
  /** True if the packet was not sent, or the connector said that it did not accept it: no money moved. */
  readonly isUnsent: boolean;

  constructor(kind: UplinkErrorKind, { isUnsent, cause }: { isUnsent: boolean; cause?: unknown }) {
    super(`uplink ${kind}`, { cause });
    this.kind = kind;
    this.isUnsent = isUnsent;
  }
}
