/** Whether a disclosure applies to every payee at its host, because the payable names none. */
export function isForHost({ payee }: { readonly payee: string }): boolean {
  return new URL(payee).pathname === '/*';
}
