import { parseOrder } from '../../../src/rails/opencharge/order.ts';
import { isSignedBy } from '../../../src/rails/opencharge/signature.ts';

/** Milliseconds to verify a signed order, from the page's value to the verdict: the average of some verifications in a row. */
export async function timeOf(order: unknown, signature: string, publicKey: string, times: number): Promise<number> {
  const began = performance.now();
  for (let time = 0; time < times; time += 1) {
    if (!(await isSignedBy(parseOrder(order).text, signature, publicKey))) throw new Error('the order does not verify');
  }
  return (performance.now() - began) / times;
}
