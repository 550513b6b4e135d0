import { Worker } from 'node:worker_threads';
import { EMPTY, type Tally } from './schedules.ts';
import type { Task } from './thread.ts';

const THREADS = 2;

/** Each fault alone and all pairs of two faults, with the model wallet. */
export function runPairs(): Promise<Tally> {
  return inThreads((thread) => ({ kind: 'pairs', thread, threads: THREADS }));
}

/** Random schedules of stops and faults, with the model wallet. */
export function runSchedules(count: number, seed: number): Promise<Tally> {
  return inThreads((thread) => ({ kind: 'schedules', thread, threads: THREADS, count, seed }));
}

async function inThreads(taskOf: (thread: number) => Task): Promise<Tally> {
  const tallies = await Promise.all(Array.from({ length: THREADS }, (_, thread) => inThread(taskOf(thread))));
  return tallies.reduce(
    (sum, tally) => ({
      paid: sum.paid + tally.paid,
      told: sum.told + tally.told,
      double: sum.double + tally.double,
      lost: sum.lost + tally.lost,
      stuck: sum.stuck + tally.stuck,
      defects: [...sum.defects, ...tally.defects],
    }),
    EMPTY,
  );
}

function inThread(task: Task): Promise<Tally> {
  const worker = new Worker(new URL('./start-thread.mjs', import.meta.url), { workerData: task });
  return new Promise((resolve, reject) => {
    worker.once('message', resolve);
    worker.once('error', reject);
  });
}
