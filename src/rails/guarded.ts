import { TenderError, toTenderError } from '../model/errors.ts';

/** Whatever is thrown inside, a caller meets `TenderError`s only; a sleep that was broken off is no defect. */
export async function guarded<T>(signal: AbortSignal, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (thrown) {
    if (signal.aborted && !(thrown instanceof TenderError)) throw new TenderError('aborted', { cause: thrown });
    throw toTenderError(thrown);
  }
}
