import * as v from 'valibot';

/** A passkey's assertion (WebAuthn's `AuthenticatorAssertionResponse`), all base64url. */
export interface PasskeyAssertion {
  readonly id: string;
  readonly clientData: string;
  readonly authenticatorData: string;
  readonly signature: string;
}

/** A new passkey (`AuthenticatorAttestationResponse`, without attestation). */
export interface PasskeyRegistration {
  readonly id: string;
  readonly clientData: string;
  readonly authenticatorData: string;
  /** SubjectPublicKeyInfo. */
  readonly publicKey: string;
  /** COSE algorithm. */
  readonly algorithm: number;
}

/** What a page needs to request an assertion. */
export interface PasskeyQuestion {
  readonly id: string;
  /** Base64url. */
  readonly challenge: string;
}

const base64url = v.pipe(v.string(), v.maxLength(8192), v.regex(/^[A-Za-z0-9_-]+$/));

export const assertionSchema = v.object({ id: base64url, clientData: base64url, authenticatorData: base64url, signature: base64url });
export const registrationSchema = v.object({
  id: base64url,
  clientData: base64url,
  authenticatorData: base64url,
  publicKey: base64url,
  algorithm: v.pipe(v.number(), v.integer()),
});
