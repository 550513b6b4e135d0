import { TenderError, toTenderError } from '../model/errors.ts';

/** Converts every error of `work` to a `TenderError`. An aborted wait becomes `aborted`, because it is not a defect. */
export async function guarded<T>(signal: AbortSignal, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (thrown) {
    if (signal.aborted && !(thrown instanceof TenderError)) throw new TenderError('aborted', { cause: thrown });
    throw toTenderError(thrown);
  }
}
