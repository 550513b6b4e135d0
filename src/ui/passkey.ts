import type { PasskeyAssertion, PasskeyQuestion, PasskeyRegistration } from '../messages/passkey.ts';

/** The browser's own dialog gives up by itself; this is when at the latest. */
const TIMEOUT = 120_000;
const ES256 = -7;
const EDDSA = -8;

/**
 * Asks the passkey to sign; the browser shows its dialog. Nothing when the user says no, or nobody answers.
 * There is no `rpId`: an extension's page is its own relying party, and the worker checks which one the browser took.
 */
export async function askPasskey({ id, challenge }: PasskeyQuestion): Promise<PasskeyAssertion | undefined> {
  try {
    const credential = await navigator.credentials.get({
      publicKey: {
        challenge: fromBase64url(challenge),
        allowCredentials: [{ type: 'public-key', id: fromBase64url(id) }],
        userVerification: 'required',
        timeout: TIMEOUT,
      },
    });
    if (!(credential instanceof PublicKeyCredential) || !(credential.response instanceof AuthenticatorAssertionResponse)) return undefined;
    const { clientDataJSON, authenticatorData, signature } = credential.response;
    return {
      id: credential.id,
      clientData: toBase64url(clientDataJSON),
      authenticatorData: toBase64url(authenticatorData),
      signature: toBase64url(signature),
    };
  } catch {
    // Refused, timed out, or no authenticator: the browser has said so itself.
    return undefined;
  }
}

/** Makes a passkey for this browser's Tender. Nothing when the user says no. */
export async function makePasskey(challenge: string, name: string): Promise<PasskeyRegistration | undefined> {
  try {
    const credential = await navigator.credentials.create({
      publicKey: {
        rp: { name },
        user: { id: crypto.getRandomValues(new Uint8Array(16)), name, displayName: name },
        challenge: fromBase64url(challenge),
        pubKeyCredParams: [EDDSA, ES256].map((alg) => ({ type: 'public-key', alg })),
        authenticatorSelection: { userVerification: 'required' },
        attestation: 'none',
        timeout: TIMEOUT,
      },
    });
    const isMade = credential instanceof PublicKeyCredential && credential.response instanceof AuthenticatorAttestationResponse;
    return isMade ? registrationOf(credential.id, credential.response) : undefined;
  } catch {
    return undefined;
  }
}

function registrationOf(id: string, response: AuthenticatorAttestationResponse): PasskeyRegistration | undefined {
  const publicKey = response.getPublicKey();
  if (publicKey === null) return undefined;
  return {
    id,
    clientData: toBase64url(response.clientDataJSON),
    authenticatorData: toBase64url(response.getAuthenticatorData()),
    publicKey: toBase64url(publicKey),
    algorithm: response.getPublicKeyAlgorithm(),
  };
}

function toBase64url(buffer: ArrayBuffer): string {
  return btoa(String.fromCodePoint(...new Uint8Array(buffer)))
    .replaceAll('+', '-')
    .replaceAll('/', '_')
    .replace(/(?<!=)=+$/, '');
}

function fromBase64url(text: string): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(atob(text.replaceAll('-', '+').replaceAll('_', '/')), (character) => character.codePointAt(0) ?? 0);
}
