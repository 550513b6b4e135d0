import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import * as v from 'valibot';
import { ensureChromium } from './chromium.ts';
import { Problem } from './problem.ts';
import { start, stop } from './processes.ts';

/** What a browser has to know of a world of servers on this machine. */
export interface ServedWorld {
  readonly resolverRules: string;
  readonly spki: readonly string[];
}

export interface BrowserOptions {
  /** Unpacked extensions; the others are switched off. */
  readonly extensions: readonly string[];
  readonly world?: ServedWorld;
  readonly headless?: boolean;
  /** Where the profile is kept; a temporary one, deleted at the end, without it. */
  readonly profile?: string;
  /** Opened at the start. */
  readonly urls?: readonly string[];
  readonly windowSize?: readonly [width: number, height: number];
  /** Further flags of Chromium. */
  readonly flags?: readonly string[];
  /** Leaves the page open that the extension opens once it is installed; without it that is closed. */
  readonly keepsWelcome?: boolean;
  readonly say?: (line: string) => void;
}

export interface RunningBrowser {
  /** `http://127.0.0.1:PORT`: where debuggers connect. */
  readonly endpoint: string;
  /** Resolves when the browser is gone, closed by a user for instance. */
  readonly closed: Promise<void>;
  /** Opens a tab, an extension's page included. */
  open(url: string): Promise<void>;
  close(): Promise<void>;
}

/** What keeps Chromium to its business: no first-run pages, no calls home, nothing throttled behind our back. */
const QUIET = [
  '--no-first-run',
  '--no-default-browser-check',
  '--disable-search-engine-choice-screen',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-default-apps',
  '--disable-sync',
  '--disable-quic',
  '--disable-breakpad',
  '--disable-client-side-phishing-detection',
  '--disable-domain-reliability',
  '--metrics-recording-only',
  '--no-service-autorun',
  '--password-store=basic',
  '--use-mock-keychain',
  '--disable-features=Translate,OptimizationHints,MediaRouter,CertificateTransparencyComponentUpdater,HttpsUpgrades',
  '--disable-backgrounding-occluded-windows',
  '--disable-renderer-backgrounding',
  // No bar about the flags above.
  '--test-type',
  '--hide-crash-restore-bubble',
  '--lang=en-US',
];

/** Longer than the slowest machine takes: it ends what hangs. */
const START_MS = 120_000;
const WELCOME_EVERY = 20;
const welcomeWords = v.object({ welcome_title: v.object({ message: v.string() }) });
const WELCOMING_PAGE = 'src/options/index.html';

const targetList = v.array(v.object({ id: v.string(), url: v.string(), title: v.string() }));

/** Profiles to delete, also when we are ended before their browsers are. */
const temporaryProfiles = new Set<string>();

process.once('exit', () => {
  for (const profile of temporaryProfiles) rmSync(profile, { recursive: true, force: true, maxRetries: 3 });
});

/** Starts Chromium with extensions loaded, in a process group of its own. */
export async function startBrowser(options: BrowserOptions): Promise<RunningBrowser> {
  const chromium = ensureChromium(options.say);
  const profile = options.profile ?? temporaryProfile();
  const isNew = isNewProfile(profile);
  mkdirSync(profile, { recursive: true });
  const portFile = join(profile, 'DevToolsActivePort');
  rmSync(portFile, { force: true });

  let output = '';
  const child = start(chromium, flagsFor(options, profile), { env: { LANGUAGE: 'en_US' } });
  const collect = (chunk: Buffer) => (output = (output + chunk.toString('utf8')).slice(-4_000));
  child.stdout?.on('data', collect);
  child.stderr?.on('data', collect);
  const closed = new Promise<void>((done) => child.once('close', () => done()));

  const close = async () => {
    await stop(child);
    if (temporaryProfiles.delete(profile)) rmSync(profile, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 });
  };
  try {
    const port = await Promise.race([portFrom(portFile), closed.then(() => undefined)]);
    if (port === undefined) throw new Problem(`Chromium did not start.\n\n${output}`);
    const endpoint = `http://127.0.0.1:${port}`;
    const open = async (url: string) => {
      await fetch(`${endpoint}/json/new?${encodeURI(url)}`, { method: 'PUT' });
    };
    if (isNew && options.keepsWelcome !== true) await closeWelcomes(endpoint, options.extensions, closed);
    return { endpoint, closed, open, close };
  } catch (error) {
    await close();
    throw error;
  }
}

/** True until a browser has run with the profile: extensions are installed into it, and welcome their user, then. */
export function isNewProfile(profile: string): boolean {
  return !existsSync(join(profile, 'Default'));
}

/**
 * Waits for the welcome page of each extension that has one, and closes it: it is open beside whatever a test or a figure is about. Not before
 * it has its own title: closed while it asks the browser for its words, it leaves every later page of the extension's process without any.
 */
async function closeWelcomes(endpoint: string, extensions: readonly string[], closed: Promise<void>): Promise<void> {
  const isClosed = closed.then(() => true);
  for (const page of extensions.flatMap(welcomeOf)) {
    for (let tries = 0; ; tries += 1) {
      const target = (await targetsAt(endpoint)).find(({ url, title }) => url === page.url && title === page.title);
      if (target) {
        await fetch(`${endpoint}/json/close/${target.id}`);
        break;
      }
      if (tries * WELCOME_EVERY > START_MS) throw new Problem(`The extension did not open its welcome page, ${page.url}`);
      if (await Promise.race([isClosed, sleep(WELCOME_EVERY).then(() => false)])) return;
    }
  }
}

/** Address and title of our welcome page; none for an extension that is here to be measured against. */
function welcomeOf(folder: string): { readonly url: string; readonly title: string }[] {
  const manifest = readFileSync(join(folder, 'manifest.json'), 'utf8');
  if (!manifest.includes(`"${WELCOMING_PAGE}"`)) return [];
  const words = v.parse(welcomeWords, JSON.parse(readFileSync(join(folder, '_locales', 'en', 'messages.json'), 'utf8')));
  return [{ url: `chrome-extension://${extensionIdOf(folder)}/${WELCOMING_PAGE}#welcome`, title: words.welcome_title.message }];
}

async function targetsAt(endpoint: string): Promise<readonly { readonly id: string; readonly url: string; readonly title: string }[]> {
  return v.parse(targetList, await (await fetch(`${endpoint}/json/list`)).json());
}

function temporaryProfile(): string {
  const profile = mkdtempSync(join(tmpdir(), 'tender-profile-'));
  temporaryProfiles.add(profile);
  return profile;
}

function flagsFor(options: BrowserOptions, profile: string): string[] {
  const { extensions, world, headless = true, urls = ['about:blank'], windowSize = [1280, 900], flags = [] } = options;
  const root = process.getuid?.() === 0;
  const folders = extensions.map((folder) => resolve(folder)).join(',');
  return [
    ...QUIET,
    ...(headless ? ['--headless', '--screen-info={1600x1200}', '--hide-scrollbars', '--mute-audio'] : []),
    // Chromium's sandbox refuses to work for root, and containers have little shared memory.
    ...(root ? ['--no-sandbox', '--disable-dev-shm-usage'] : []),
    ...(folders === '' ? [] : [`--disable-extensions-except=${folders}`, `--load-extension=${folders}`]),
    ...(world ? worldFlags(world) : []),
    `--user-data-dir=${profile}`,
    `--window-size=${windowSize.join(',')}`,
    '--remote-debugging-port=0',
    ...flags,
    ...urls,
  ];
}

/** Names of the world lead to this machine; every other name leads nowhere. */
function worldFlags({ resolverRules, spki }: ServedWorld): string[] {
  const nowhere = 'MAP * ~NOTFOUND, EXCLUDE localhost, EXCLUDE *.localhost, EXCLUDE 127.0.0.1';
  return [
    `--host-resolver-rules=${resolverRules === '' ? nowhere : `${resolverRules}, ${nowhere}`}`,
    ...(spki.length > 0 ? [`--ignore-certificate-errors-spki-list=${spki.join(',')}`] : []),
  ];
}

async function portFrom(file: string): Promise<string | undefined> {
  const deadline = Date.now() + START_MS;
  while (Date.now() < deadline) {
    const port = existsSync(file) ? readFileSync(file, 'utf8').split('\n')[0] : undefined;
    if (port) return port;
    await sleep(25);
  }
  return undefined;
}

/** The id that Chromium gives an unpacked extension without a key: a hash of its path, spelt with the letters a to p. */
export function extensionIdOf(folder: string): string {
  const digest = createHash('sha256').update(resolve(folder)).digest('hex').slice(0, 32);
  return Array.from(digest, (digit) => String.fromCharCode('a'.charCodeAt(0) + Number.parseInt(digit, 16))).join('');
}
