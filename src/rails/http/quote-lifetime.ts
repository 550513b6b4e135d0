/** How long a quote without an expiry is taken to hold: what the reference server gives. */
const USUAL_LIFETIME = 5 * 60 * 1000;

/**
 * How long a wallet holds a price, in milliseconds: by its own clock where it gives both ends. Where it does not, our clock may be hours from
 * the wallet's: then no longer than usual, and never over from the start; a wallet that refuses an older price is asked for another.
 */
export function quoteLifetime(
  { createdAt, expiresAt }: { readonly createdAt?: number | null | undefined; readonly expiresAt?: number | null | undefined },
  asked: number,
): number {
  if (expiresAt == null) return USUAL_LIFETIME;
  if (createdAt != null && createdAt < expiresAt) return expiresAt - createdAt;
  return expiresAt > asked ? Math.min(expiresAt - asked, USUAL_LIFETIME) : USUAL_LIFETIME;
}
