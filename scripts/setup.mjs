import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const OLDEST_NODE = [20, 19];

/** Installs the dependencies if they are missing or not the lock file's. Returns what is wrong, in words, or undefined. */
export function setUp() {
  if (!nodeIsNewEnough(process.versions.node)) {
    return `Tender needs Node ${OLDEST_NODE.join('.')} or newer; this is ${process.versions.node}. See https://nodejs.org.`;
  }
  if (dependenciesAreInstalled()) return undefined;
  console.log('Installing dependencies (npm ci) …');
  const { status, error } = spawnSync('npm', ['ci', '--no-audit', '--no-fund', '--loglevel=error'], {
    cwd: root,
    stdio: ['ignore', 'inherit', 'inherit'],
    shell: process.platform === 'win32',
  });
  if (error) return `npm could not be started: ${error.message}`;
  return status === 0 ? undefined : 'npm ci failed. Nothing else was done; its own words are above.';
}

function nodeIsNewEnough(version) {
  const [major, minor] = version.split('.').map(Number);
  return major > OLDEST_NODE[0] || (major === OLDEST_NODE[0] && minor >= OLDEST_NODE[1]);
}

/**
 * Compares what npm says that it installed with what the lock file asks for. Dates would not do:
 * a checkout of an older commit is newer on disk.
 */
function dependenciesAreInstalled() {
  const installed = packagesIn(`${root}node_modules/.package-lock.json`);
  const wanted = packagesIn(`${root}package-lock.json`);
  if (!installed || !wanted) return false;
  return Object.entries(wanted).every(([path, entry]) => {
    if (path === '') return true;
    const found = installed[path];
    // Other platforms' builds of a package are in the lock file only.
    if (!found) return entry.optional === true;
    return found.version === entry.version && existsSync(`${root}${path}`);
  });
}

function packagesIn(lockFile) {
  try {
    return JSON.parse(readFileSync(lockFile, 'utf8')).packages;
  } catch {
    return undefined;
  }
}
