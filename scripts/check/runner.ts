import type { Step, StepResult } from './steps.ts';

export interface FinishedStep extends StepResult {
  readonly name: string;
  readonly ms: number;
}

/** How many steps run at a time: the checks are made for machines with two cores, and the end-to-end tests mostly wait. */
const PLACES = 2;

/**
 * Runs steps side by side, each as soon as what it needs has passed and there is a place for it.
 * A step whose need failed is not run and counts as failed.
 */
export async function runSteps(steps: readonly Step[], onFinished: (step: FinishedStep) => void): Promise<FinishedStep[]> {
  const waiting = [...steps];
  const finished = new Map<string, FinishedStep>();
  const running = new Map<string, Promise<void>>();
  let free = PLACES;

  const finish = (step: FinishedStep) => {
    finished.set(step.name, step);
    onFinished(step);
  };
  const begin = (step: Step) => {
    const { name } = step;
    free -= 1;
    const work = timed(step).then((result) => {
      free += 1;
      running.delete(name);
      finish(result);
    });
    running.set(name, work);
  };

  while (waiting.length > 0 || running.size > 0) {
    for (const step of waiting.slice()) {
      const needs = (step.after ?? []).filter((name) => steps.some((other) => other.name === name)).map((name) => finished.get(name));
      const broken = needs.some((need) => (need?.failed ?? 0) > 0);
      const ready = needs.every((need) => need !== undefined) && free > 0;
      if (!broken && !ready) continue;
      waiting.splice(waiting.indexOf(step), 1);
      if (broken) finish({ name: step.name, ms: 0, passed: 0, failed: 1, skipped: 0, output: 'Not run: what it needs failed.' });
      else begin(step);
    }
    await Promise.race(running.values());
  }
  return [...finished.values()];
}

async function timed(step: Step): Promise<FinishedStep> {
  const started = Date.now();
  const result = await step.run().catch((error: unknown) => ({ passed: 0, failed: 1, skipped: 0, output: String(error) }));
  return { name: step.name, ms: Date.now() - started, ...result };
}
