/**
 * How long a test waits for something that must happen. It only ends tests that would hang and measures nothing: a machine that is several
 * times slower must stay far below it.
 */
export const PATIENCE_MS = 180_000;
