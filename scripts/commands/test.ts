import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { type FinishedStep, runSteps } from '../check/runner.ts';
import { type Step, steps } from '../check/steps.ts';
import { announceChromium } from '../lib/chromium.ts';
import { inRoot } from '../lib/paths.ts';
import { Problem } from '../lib/problem.ts';

const logs = inRoot('tests', 'out');

export async function main(args: readonly string[]): Promise<number> {
  const { values } = parseArgs({ args: [...args], options: { only: { type: 'string' }, verbose: { type: 'boolean', default: false } } });
  const chosen = choose(values.only);
  rmSync(logs, { recursive: true, force: true });
  mkdirSync(logs, { recursive: true });
  if (chosen.some(({ name }) => name === 'e2e' || name === 'faults')) announceChromium();

  const finished = await runSteps(chosen, (step) => {
    writeFileSync(`${logs}/${step.name}.log`, step.output);
    console.log(line(step));
    if (values.verbose || step.failed > 0) console.log(step.output.trimEnd().replaceAll(/^/gm, '    '));
  });

  const sum = (count: (step: FinishedStep) => number) => finished.reduce((total, step) => total + count(step), 0);
  const failed = sum((step) => step.failed);
  const skipped = sum((step) => step.skipped);
  // Read by people and by machines: it stands alone on the last line.
  console.log(`\n${sum((step) => step.passed)} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`);
  return failed === 0 ? 0 : 1;
}

function choose(only: string | undefined): readonly Step[] {
  if (only === undefined) return steps;
  const names = only.split(',');
  const unknown = names.filter((name) => !steps.some((step) => step.name === name));
  if (unknown.length > 0)
    throw new Problem(`There is no step ${unknown.join(', ')}. There are: ${steps.map(({ name }) => name).join(', ')}.`);
  return steps.filter(({ name }) => names.includes(name));
}

function line({ name, passed, failed, skipped, ms }: FinishedStep): string {
  const counts = [`${passed} passed`, ...(failed > 0 ? [`${failed} failed`] : []), ...(skipped > 0 ? [`${skipped} skipped`] : [])];
  return `${failed === 0 ? '✓' : '✗'} ${name.padEnd(12)}${`${(ms / 1000).toFixed(1)} s`.padStart(8)}   ${counts.join(', ')}`;
}
