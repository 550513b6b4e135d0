import type { PasskeyAssertion, PasskeyQuestion, PasskeyRegistration } from '../messages/passkey.ts';

/** Maximum milliseconds for the browser's passkey dialog. */
const TIMEOUT = 120_000;
const ES256 = -7;
const EDDSA = -8;

/**
 * Requests an assertion; the browser shows its dialog. Undefined if the user declines or does not answer. Without `rpId`: an extension's
 * page is its own relying party, and the worker checks which one the browser used.
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
    // Refused, timed out, or no authenticator: the browser has told the user.
    return undefined;
  }
}

/** Creates a passkey. Undefined if the user declines. */
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
