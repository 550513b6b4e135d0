/** A signed statement, stored verbatim. It can be verified offline with the signer's public key. */
export interface SignedStatement {
  /** `signed-order`: the merchant's order; `signed-proof`: the proof of its payment by an issuer that the merchant accepts. */
  readonly kind: 'signed-order' | 'signed-proof';
  /** The protocol and version that define the format and the signature. */
  readonly format: 'opencharge-0.1';
  /** The signed text. */
  readonly statement: string;
  readonly signature: string;
  readonly signer: {
    /** The signer's id in its registry. */
    readonly id: string;
    /** Untrusted text. */
    readonly name: string;
    /** Hex. */
    readonly publicKey: string;
  };
  /** Unique: two payments must not have the same proof. */
  readonly reference: string;
}

/** Evidence of a payment for third parties. A further kind of evidence is a further member of this union. */
export type Evidence = SignedStatement;
