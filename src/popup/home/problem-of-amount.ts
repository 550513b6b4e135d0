import { fromDecimal } from '../../model/amount.ts';

/** The problem of a typed amount in the payee's asset; undefined if it can be paid exactly. */
export function problemOfAmount(value: string, asset: { readonly code: string; readonly scale: number }): 'too-fine' | 'zero' | undefined {
  if (!/[1-9]/.test(value)) return 'zero';
  try {
    fromDecimal({ currency: asset.code, value }, asset);
    return undefined;
  } catch {
    return 'too-fine';
  }
}
