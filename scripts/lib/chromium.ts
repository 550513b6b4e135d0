import { spawnSync } from 'node:child_process';
import { accessSync, constants, existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { chromium } from 'playwright';
import { inRoot } from './paths.ts';
import { Problem } from './problem.ts';

/** The oldest Chromium that has what the extension needs: Ed25519 in WebCrypto. `manifest.json` says the same. */
const OLDEST = 137;

/** Google Chrome is not among them: since 137 it ignores `--load-extension`. */
const NAMES = ['chromium', 'chromium-browser'];
const MAC_APP = '/Applications/Chromium.app/Contents/MacOS/Chromium';

const SENTENCE =
  'No Chromium was found, and none could be installed. Install Chromium (not Google Chrome: it no longer loads extensions ' +
  'from the command line), or set CHROMIUM to the path of one, version ' +
  `${OLDEST} or newer.`;

interface Chromium {
  readonly path: string;
  readonly version: string;
}

type Say = (line: string) => void;

/** Path of a Chromium that can load the extension; installs one if there is none. */
export function ensureChromium(say: Say = console.log): string {
  return findOrInstall(say).path;
}

/** The same, and says in one line which version it is: browsers of the same name differ from machine to machine. */
export function announceChromium(say: Say = console.log): string {
  const { path, version } = findOrInstall(say);
  say(`Chromium ${version} (${path})`);
  return path;
}

function findOrInstall(say: Say): Chromium {
  const named = process.env['CHROMIUM'];
  if (named) return checked(named);
  const found = installed();
  if (found) return checked(found);
  if (canUseApt()) {
    say('Installing Chromium (Debian package) …');
    if (installWithApt(aptGet)) return checked(installed() ?? '');
  }
  say('Downloading Chromium (Playwright) …');
  installWithPlaywright();
  const downloaded = installed();
  if (!downloaded) throw new Problem(SENTENCE);
  return checked(downloaded);
}

function installed(): string | undefined {
  const onPath = NAMES.flatMap((name) => (process.env['PATH'] ?? '').split(delimiter).map((folder) => join(folder, name)));
  return [...onPath, MAC_APP, chromium.executablePath()].find(isProgram);
}

function isProgram(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

function checked(path: string): Chromium {
  // On Windows the browser does not print its version.
  if (process.platform === 'win32' && existsSync(path)) return { path, version: 'of an unknown version' };
  const { stdout, error } = spawnSync(path, ['--version'], { encoding: 'utf8' });
  const version = /\d+(?:\.\d+){2,}/.exec(stdout ?? '')?.[0] ?? '';
  const major = Number.parseInt(version, 10);
  if (error || Number.isNaN(major)) throw new Problem(`${path || 'Chromium'} could not be started. ${SENTENCE}`);
  if (/google chrome/i.test(stdout)) throw new Problem(`${path} is Google Chrome. ${SENTENCE}`);
  if (major < OLDEST) throw new Problem(`${path} is version ${major}; version ${OLDEST} or newer is needed.`);
  return { path, version };
}

function canUseApt(): boolean {
  return process.platform === 'linux' && process.getuid?.() === 0 && isProgram('/usr/bin/apt-get');
}

function aptGet(...args: readonly string[]): boolean {
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  return spawnSync('apt-get', args, { env, stdio: ['ignore', 'ignore', 'inherit'] }).status === 0;
}

/** Installs the newest Chromium that the package lists name. @param apt runs `apt-get`; false when it fails. */
export function installWithApt(apt: (...args: readonly string[]) => boolean): boolean {
  // Lists that came with the machine name a version of months ago, or one that is gone. Without a network they are all there is.
  apt('update', '-q');
  return apt('install', '-y', '-q', 'chromium', 'fonts-liberation');
}

function installWithPlaywright(): void {
  const cli = inRoot('node_modules', 'playwright', 'cli.js');
  spawnSync(process.execPath, [cli, 'install', '--no-shell', 'chromium'], { stdio: ['ignore', 'inherit', 'inherit'] });
}
