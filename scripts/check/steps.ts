import { readFileSync } from 'node:fs';
import { ensureBuild, checkReproducible } from '../build/extension.ts';
import { problemsOf } from '../build/checks.ts';
import { inRoot } from '../lib/paths.ts';
import { type Finished, runNode } from '../lib/processes.ts';

/** How many checks a step made, and how they went. A check by a compiler or linter counts as one. */
export interface Counts {
  readonly passed: number;
  readonly failed: number;
  readonly skipped: number;
}

export interface StepResult extends Counts {
  readonly output: string;
}

export interface Step {
  readonly name: string;
  readonly after?: readonly string[];
  run(): Promise<StepResult>;
}

const bin = (...path: readonly string[]) => inRoot('node_modules', ...path);

const tsc = bin('typescript', 'bin', 'tsc');
const unitReport = inRoot('tests', 'out', 'unit.json');
const e2eReport = inRoot('tests', 'out', 'e2e.json');

/** What we read of the runners' own reports. */
interface UnitReport {
  readonly numPassedTests: number;
  readonly numFailedTests: number;
  readonly numPendingTests: number;
  readonly numTodoTests: number;
}

interface E2eReport {
  readonly stats: { readonly expected: number; readonly unexpected: number; readonly flaky: number; readonly skipped: number };
}

interface FaultCounts {
  readonly killed: number;
  readonly injected: number;
  readonly openChargeKilled: number;
  readonly schedules: number;
  readonly double: number;
  readonly lost: number;
  readonly stuck: number;
}

/** Everything that has to hold, in the order in which it is best begun: the longest as soon as it can. */
export const steps: readonly Step[] = [
  { name: 'build', run: buildTwice },
  { name: 'types', run: () => one(runNode(tsc, ['-p', 'tsconfig.src.json'])) },
  { name: 'e2e', after: ['build'], run: endToEnd },
  { name: 'types-node', run: () => one(runNode(tsc, ['-p', 'tsconfig.node.json'])) },
  { name: 'lint', run: () => one(runNode(bin('oxlint', 'bin', 'oxlint'), ['--deny-warnings'])) },
  { name: 'format', run: () => one(runNode(bin('@biomejs', 'biome', 'bin', 'biome'), ['format', '--max-diagnostics=50'])) },
  { name: 'unit', run: unit },
  { name: 'faults', after: ['build'], run: shortFaults },
];

async function one(run: Promise<Finished>): Promise<StepResult> {
  const { code, output } = await run;
  return { passed: code === 0 ? 1 : 0, failed: code === 0 ? 0 : 1, skipped: 0, output };
}

/** Both flavours, each held against what must not be in it, and production against a second build of itself. */
async function buildTwice(): Promise<StepResult> {
  const production = await ensureBuild('production');
  const dev = await ensureBuild('dev');
  const problems = [production.dir, dev.dir].flatMap(problemsOf);
  await checkReproducible('production');
  return { passed: problems.length === 0 ? 2 : 1, failed: problems.length === 0 ? 0 : 1, skipped: 0, output: problems.join('\n') };
}

async function unit(): Promise<StepResult> {
  const finished = await runNode(bin('vitest', 'vitest.mjs'), [
    'run',
    '--reporter=default',
    '--reporter=json',
    `--outputFile.json=${unitReport}`,
  ]);
  const report = readReport(unitReport) as UnitReport | undefined;
  if (!report) return { passed: 0, failed: 1, skipped: 0, output: finished.output };
  const { numPassedTests: passed, numFailedTests: failed, numPendingTests, numTodoTests } = report;
  return withCode(finished, { passed, failed, skipped: numPendingTests + numTodoTests });
}

async function endToEnd(): Promise<StepResult> {
  const finished = await runNode(bin('@playwright', 'test', 'cli.js'), ['test']);
  const report = readReport(e2eReport) as E2eReport | undefined;
  if (!report) return { passed: 0, failed: 1, skipped: 0, output: finished.output };
  const { expected, unexpected, flaky, skipped } = report.stats;
  return withCode(finished, { passed: expected, failed: unexpected + flaky, skipped });
}

/** The campaign's short version: each death and each fault that came counts as a check. */
async function shortFaults(): Promise<StepResult> {
  const finished = await runNode(inRoot('scripts', 'run.mjs'), ['faults', '--short']);
  const counts = lastLine(finished.output);
  if (!counts) return { passed: 0, failed: 1, skipped: 0, output: finished.output };
  const { killed, injected, openChargeKilled, schedules, double, lost, stuck } = counts;
  const failed = double + lost + stuck;
  // A campaign in which nobody died has shown nothing.
  const isHollow = killed === 0 || injected === 0 || openChargeKilled === 0 || schedules === 0;
  const happened = killed + injected + openChargeKilled;
  return withCode(finished, {
    passed: happened - Math.min(failed, happened),
    failed: failed + (isHollow ? 1 : 0),
    skipped: 0,
  });
}

function lastLine(output: string): FaultCounts | undefined {
  try {
    return JSON.parse(output.trimEnd().split('\n').at(-1) ?? '') as FaultCounts;
  } catch {
    return undefined;
  }
}

/** A run that failed although each of its tests passed (an error outside of them, say) has failed. */
function withCode({ code, output }: Finished, counts: Counts): StepResult {
  const unexplained = code !== 0 && counts.failed === 0 ? 1 : 0;
  return { ...counts, failed: counts.failed + unexplained, output };
}

function readReport(file: string): unknown {
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch {
    return undefined;
  }
}
