/** A statement that somebody signed, kept word for word: whoever has it can verify it with the signer's key alone, also offline. */
export interface SignedStatement {
  /** `signed-order`: what the merchant asked for; `signed-proof`: that this was paid, by somebody whose word the merchant takes. */
  readonly kind: 'signed-order' | 'signed-proof';
  /** How it is written and signed: the protocol, with its version. */
  readonly format: 'opencharge-0.1';
  /** The very text whose bytes were signed. */
  readonly statement: string;
  readonly signature: string;
  readonly signer: {
    /** Under which the signer is registered. */
    readonly id: string;
    /** Untrusted text. */
    readonly name: string;
    /** Hex. */
    readonly publicKey: string;
  };
  /** One for each thing that is stated, whoever states it: a second payment with the same proof is not proven. */
  readonly reference: string;
}

/** What proves a payment to others than the two wallets. Another kind of evidence is another member here. */
export type Evidence = SignedStatement;
