import { parentPort, workerData } from 'node:worker_threads';
import * as v from 'valibot';
import { EMPTY, runSchedule, pairs, randomSchedule, type Schedule } from './schedules.ts';

const taskSchema = v.variant('kind', [
  v.object({ kind: v.literal('pairs'), thread: v.number(), threads: v.number() }),
  v.object({ kind: v.literal('schedules'), thread: v.number(), threads: v.number(), count: v.number(), seed: v.number() }),
]);

export type Task = v.InferOutput<typeof taskSchema>;

/** Distance between the seeds of two campaigns, so that no schedule has the same seed. */
const CAMPAIGN = 1_000_003;

function* schedulesOf(task: Task): Generator<Schedule> {
  if (task.kind === 'pairs') yield* pairs();
  else for (let at = 0; at < task.count; at += 1) yield randomSchedule(task.seed * CAMPAIGN + at);
}

const task = v.parse(taskSchema, workerData);
let tally = EMPTY;
let at = 0;
for (const schedule of schedulesOf(task)) if (at++ % task.threads === task.thread) tally = await runSchedule(schedule, tally);
parentPort?.postMessage(tally);
