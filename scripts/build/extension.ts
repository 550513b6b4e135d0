import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import packageJson from '../../package.json' with { type: 'json' };
import { distOf, inRoot } from '../lib/paths.ts';
import { Problem } from '../lib/problem.ts';
import { runNode } from '../lib/processes.ts';
import { problemsOf } from './checks.ts';
import { digestOfFolder, digestOfInputs, filesUnder } from './inputs.ts';
import type { Flavour } from './manifest.ts';
import { zipFolder } from './zip.ts';

/** The package for the store. */
export const zipFile = inRoot('dist', `tender-chrome-${packageJson.version}.zip`);

/** Builds into a folder and checks the result. */
async function buildInto(dir: string, flavour: Flavour): Promise<void> {
  // A process of its own: the bundler's plugins print as they like, which is wanted only when something fails.
  const { code, output } = await runNode(
    inRoot('node_modules', 'vite', 'bin', 'vite.js'),
    ['build', '--mode', flavour, '--outDir', dir, '--emptyOutDir', '--logLevel', 'warn'],
    { env: { NO_COLOR: '1', FORCE_COLOR: '' } },
  );
  if (code !== 0) throw new Problem(`The build failed.\n\n${output}`);
  moveMaps(dir, mapsOf(dir));
  const problems = problemsOf(dir);
  if (problems.length > 0) throw new Problem(`The build must not be shipped:\n${problems.map((line) => `  ${line}`).join('\n')}`);
}

/** Where the source maps of a build lie: beside it, as they are for developers and not for the package. */
const mapsOf = (dir: string) => `${dir}-maps`;

function moveMaps(from: string, to: string): void {
  rmSync(to, { recursive: true, force: true });
  for (const file of filesUnder(from).filter((name) => name.endsWith('.map'))) {
    const target = join(to, relative(from, file));
    mkdirSync(dirname(target), { recursive: true });
    renameSync(file, target);
  }
}

export interface Build {
  readonly dir: string;
  /** False when the last build was of the same sources and is still there. */
  readonly fresh: boolean;
}

/** `dist/chrome` with its zip, or `dist/chrome-dev`; built only if the sources or the result changed since. */
export async function ensureBuild(flavour: Flavour): Promise<Build> {
  const dir = distOf[flavour];
  const noteFile = inRoot('.cache', `build-${flavour}`);
  const inputs = digestOfInputs();
  if (existsSync(noteFile) && readFileSync(noteFile, 'utf8') === note(inputs, dir, flavour)) return { dir, fresh: false };
  await build(flavour);
  mkdirSync(dirname(noteFile), { recursive: true });
  writeFileSync(noteFile, note(inputs, dir, flavour));
  return { dir, fresh: true };
}

/** Builds in any case. What was there stays until the new build is complete and found good. */
export async function build(flavour: Flavour): Promise<string> {
  const dir = distOf[flavour];
  const made = inRoot('.cache', `made-${flavour}-${process.pid}`);
  try {
    await buildInto(made, flavour);
    mkdirSync(dirname(dir), { recursive: true });
    replaceFolder(mapsOf(made), mapsOf(dir));
    replaceFolder(made, dir);
  } finally {
    for (const folder of [made, mapsOf(made)]) rmSync(folder, { recursive: true, force: true });
  }
  if (flavour === 'production') zipFolder(dir, zipFile);
  return dir;
}

function replaceFolder(from: string, to: string): void {
  rmSync(to, { recursive: true, force: true });
  renameSync(from, to);
}

/** Two clean builds of one flavour have to be the same bytes; throws when they are not. */
export async function checkReproducible(flavour: Flavour): Promise<void> {
  const again = inRoot('.cache', `again-${flavour}`);
  try {
    await buildInto(again, flavour);
    if (digestOfFolder(again) !== digestOfFolder(distOf[flavour])) throw new Problem('Two builds of the same sources differ.');
  } finally {
    for (const folder of [again, mapsOf(again)]) rmSync(folder, { recursive: true, force: true });
  }
}

function note(inputs: string, dir: string, flavour: Flavour): string {
  const zip = flavour === 'production' && existsSync(zipFile) ? 'zip' : '';
  return [inputs, digestOfFolder(dir), zip].join('\n');
}
