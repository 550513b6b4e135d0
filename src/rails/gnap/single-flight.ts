/** Runs `work`, or waits for the `work` that is already running for this key. */
export type SingleFlight<T> = (key: string, work: () => Promise<T>) => Promise<T>;

export function singleFlight<T>(): SingleFlight<T> {
  const running = new Map<string, Promise<T>>();
  return (key, work) => {
    const other = running.get(key);
    if (other) return other;
    const started = work().finally(() => running.delete(key));
    running.set(key, started);
    return started;
  };
}
