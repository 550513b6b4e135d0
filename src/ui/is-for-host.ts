/** Whether the payee of a disclosure is every payee at its host, as what is paid names none. */
export function isForHost({ payee }: { readonly payee: string }): boolean {
  return new URL(payee).pathname === '/*';
}
