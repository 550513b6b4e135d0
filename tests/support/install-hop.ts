import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Problem } from '../../scripts/lib/problem.ts';
import { inRoot } from '../../scripts/lib/paths.ts';
import { run } from '../../scripts/lib/processes.ts';

/** The connector has its own packages, which only its process uses. */
export const hopFolder = inRoot('tests', 'stream', 'hop');

const lock = join(hopFolder, 'package-lock.json');
/** A copy of the installed lock file: npm removes it with the packages. */
const installed = join(hopFolder, 'node_modules', '.installed-lock.json');

/**
 * Installs the connector if it is missing or differs from the lock file. Runs no scripts of its packages.
 * @throws {Problem} if npm fails.
 */
export async function installHop(): Promise<void> {
  const wanted = readFileSync(lock, 'utf8');
  if (textOf(installed) === wanted) return;
  console.log('  Installing the connector (npm ci) …');
  const args = ['ci', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error'];
  const { code, output } = await run(process.platform === 'win32' ? 'npm.cmd' : 'npm', args, { cwd: hopFolder });
  if (code !== 0) throw new Problem(`npm ci failed in tests/stream/hop. Nothing was measured; npm says:\n${output}`);
  writeFileSync(installed, wanted);
}

function textOf(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return undefined;
  }
}
