/**
 * How long a test waits for something that has to come. It ends what would hang for ever, and measures nothing: a machine that is several
 * times slower than ours must stay far below it.
 */
export const PATIENCE_MS = 180_000;
