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

/** Path of a Chromium that can load the extension; installs one if there is none. */
export function ensureChromium(say: (line: string) => void = console.log): string {
  const named = process.env['CHROMIUM'];
  if (named) return checked(named);
  const found = installed();
  if (found) return checked(found);
  if (canUseApt()) {
    say('Installing Chromium (Debian package) …');
    if (installWithApt()) return checked(installed() ?? '');
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

function checked(path: string): string {
  // On Windows the browser does not print its version.
  if (process.platform === 'win32' && existsSync(path)) return path;
  const { stdout, error } = spawnSync(path, ['--version'], { encoding: 'utf8' });
  const major = Number(/(\d+)\.\d+\.\d+/.exec(stdout ?? '')?.[1]);
  if (error || Number.isNaN(major)) throw new Problem(`${path || 'Chromium'} could not be started. ${SENTENCE}`);
  if (/google chrome/i.test(stdout)) throw new Problem(`${path} is Google Chrome. ${SENTENCE}`);
  if (major < OLDEST) throw new Problem(`${path} is version ${major}; version ${OLDEST} or newer is needed.`);
  return path;
}

function canUseApt(): boolean {
  return process.platform === 'linux' && process.getuid?.() === 0 && isProgram('/usr/bin/apt-get');
}

function installWithApt(): boolean {
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  const apt = (...args: string[]) => spawnSync('apt-get', args, { env, stdio: ['ignore', 'ignore', 'inherit'] }).status === 0;
  const install = () => apt('install', '-y', '-q', 'chromium', 'fonts-liberation');
  // A machine that never asked has no list yet; an old list may name packages that are gone.
  return install() || (apt('update', '-q') && install());
}

function installWithPlaywright(): void {
  const cli = inRoot('node_modules', 'playwright', 'cli.js');
  spawnSync(process.execPath, [cli, 'install', '--no-shell', 'chromium'], { stdio: ['ignore', 'inherit', 'inherit'] });
}
