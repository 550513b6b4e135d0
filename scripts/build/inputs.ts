import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join, relative, sep } from 'node:path';
import { inRoot, root } from '../lib/paths.ts';

/** Everything that a build reads. */
const INPUTS = ['src', 'public', 'scripts/build', 'manifest.json', 'vite.config.ts', 'package.json', 'package-lock.json'];

/** Tests are not built. */
const NOT_BUILT = /\.test\.tsx?$/;

/** One digest over the build's inputs: equal digests, equal builds. */
export function digestOfInputs(): string {
  const files = INPUTS.flatMap((path) => filesUnder(inRoot(path))).filter((file) => !NOT_BUILT.test(file));
  return digestOfFiles(root, files);
}

/** Names and contents of a folder's files as one digest. */
export function digestOfFolder(folder: string): string {
  return digestOfFiles(folder, filesUnder(folder));
}

/** All files under a path (or the file itself), sorted, so that the order never depends on the disk. */
export function filesUnder(path: string): string[] {
  const stat = statSync(path, { throwIfNoEntry: false });
  if (!stat) return [];
  if (!stat.isDirectory()) return [path];
  return readdirSync(path, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .toSorted();
}

function digestOfFiles(base: string, files: readonly string[]): string {
  const hash = createHash('sha256');
  for (const file of files) {
    const content = readFileSync(file);
    hash.update(`${relative(base, file).replaceAll(sep, '/')}\n${content.length}\n`).update(content);
  }
  return hash.digest('hex');
}
