import { fileURLToPath } from 'node:url';
import { join, relative } from 'node:path';

/** The folder of the repository. */
export const root = fileURLToPath(new URL('../..', import.meta.url));

/** A path inside the repository. */
export function inRoot(...parts: readonly string[]): string {
  return join(root, ...parts);
}

/** Where each kind of build goes. */
export const distOf = {
  production: inRoot('dist', 'chrome'),
  dev: inRoot('dist', 'chrome-dev'),
} as const;

/** The same path as people see it: from the repository's folder. */
export function relativeToRoot(path: string): string {
  return relative(root, path);
}
