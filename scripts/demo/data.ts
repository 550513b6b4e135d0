import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { inRoot } from '../lib/paths.ts';
import { Problem } from '../lib/problem.ts';

/** Where the demo keeps its state, and its pictures. */
export const data = {
  folder: inRoot('demo', 'data'),
  world: (flavour: string) => inRoot('demo', 'data', `world-${flavour}`),
  certificates: inRoot('demo', 'data', 'certificates'),
  profile: (flavour: string) => inRoot('demo', 'data', `profile-${flavour}`),
  pictures: inRoot('demo', 'out'),
} as const;

const lockFile = inRoot('demo', 'data', 'running');

/** Two demos would share one browser profile and one set of books. Returns what gives the place free; `reset` forgets both first. */
export function takePlace(reset: boolean): () => void {
  const holder = existsSync(lockFile) ? Number(readFileSync(lockFile, 'utf8')) : undefined;
  if (holder !== undefined && isRunning(holder)) {
    throw new Problem(`The demo is already running (process ${holder}). End that one with Ctrl-C first.`);
  }
  if (reset) rmSync(data.folder, { recursive: true, force: true });
  mkdirSync(data.folder, { recursive: true });
  writeFileSync(lockFile, String(process.pid));
  return () => rmSync(lockFile, { force: true });
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return pid !== process.pid;
  } catch {
    return false;
  }
}
