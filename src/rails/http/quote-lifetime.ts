/** Assumed lifetime in milliseconds of a quote without an expiry: the value of the reference server. */
const DEFAULT_LIFETIME = 5 * 60 * 1000;

/**
 * The lifetime of a quote in milliseconds, by the wallet's clock if it gives the creation and the expiry. Otherwise our clock may differ by
 * hours, so the result is at most the default lifetime and never 0. If the wallet refuses the quote as expired, a new one is requested.
 */
export function quoteLifetime(
  { createdAt, expiresAt }: { readonly createdAt?: number | null | undefined; readonly expiresAt?: number | null | undefined },
  requestedAt: number,
): number {
  if (expiresAt == null) return DEFAULT_LIFETIME;
  if (createdAt != null && createdAt < expiresAt) return expiresAt - createdAt;
  return expiresAt > requestedAt ? Math.min(expiresAt - requestedAt, DEFAULT_LIFETIME) : DEFAULT_LIFETIME;
}
