import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { distOf } from '../../../scripts/lib/paths.ts';
import { readStorage } from '../../fuzz/worker-facts.ts';
import { filesOf, secretsOf, spellingsOf } from '../fixtures/profile-files.ts';
import { carla, Shopper } from '../fixtures/shopper.ts';
import { TenderBrowser } from '../fixtures/tender-browser.ts';
import { exportedFile, exportsIn } from '../fixtures/exported-file.ts';
import { expect, test } from '../fixtures/test.ts';
import { AllowancePart } from '../pages/allowance-part.ts';

/** Asks the worker to let out the private keys that it signs with. */
const EXPORT_KEYS = `(async () => {
  const database = await new Promise((done) => { const asked = indexedDB.open('tender'); asked.onsuccess = () => done(asked.result); });
  const rows = await new Promise((done) => { const asked = database.transaction('keys').objectStore('keys').getAll(); asked.onsuccess = () => done(asked.result); });
  database.close();
  const tries = rows.flatMap(({ privateKey }) => ['pkcs8', 'jwk', 'raw'].map((format) => crypto.subtle.exportKey(format, privateKey).then(() => format, () => 'refused')));
  return { publicKeys: rows.map(({ publicKey }) => publicKey.x), exported: await Promise.all(tries) };
})()`;

interface Keys {
  readonly publicKeys: readonly string[];
  readonly exported: readonly string[];
}

/** Written to a console, and refused by the policy, on purpose: what hears them hears everything. */
const CANARY = 'canary-of-the-log';

const KEEPS_KEYS = /(^|\/)IndexedDB\//;

test('a purchase and an allowance: who was asked, what was kept, and where secrets are', async ({ world }) => {
  const profile = await mkdtemp(join(tmpdir(), 'tender-secrets-'));
  const downloads = await mkdtemp(join(tmpdir(), 'tender-exports-'));
  const [log, net] = [join(profile, 'chrome.log'), join(profile, 'net.json')];
  const flags = ['--enable-logging', `--log-file=${log}`, `--log-net-log=${net}`];
  const browser = await TenderBrowser.start({ extension: distOf.production, world, profile, flags });
  try {
    const shopper = new Shopper(world, browser);
    await buyOnce(shopper);
    await buyUnderAllowance(shopper);
    const exports = await readExports(shopper, downloads);
    const worker = await browser.worker();
    const keys = await worker.evaluate<Keys>(EXPORT_KEYS);
    const kept = await readStorage(worker);
    const elsewhere = await worker.evaluate<string>('JSON.stringify([typeof chrome.storage, typeof localStorage])');
    const extension = `chrome-extension://${browser.extensionId}`;
    await browser.close();

    await test.step('the keys do not let themselves be exported', () => {
      expect(keys.publicKeys.length).toBeGreaterThan(0);
      expect(new Set(keys.exported)).toEqual(new Set(['refused']));
    });

    await test.step('no page of the extension broke its own policy, and none wrote to a console', async () => {
      const all = (await readFile(log, 'utf8')).split('\n').filter((line) => line.includes('CONSOLE'));
      const lines = all.filter((line) => line.includes(extension) || line.includes(CANARY));
      expect(lines.filter((line) => !line.includes(CANARY))).toEqual([]);
      // The log hears both kinds: a word, and a picture from outside that the policy refuses.
      expect(lines.filter((line) => line.includes('Content Security Policy'))).toHaveLength(1);
      expect(lines).toHaveLength(2);
    });

    await test.step('nobody was asked but the two wallets', async () => {
      const asked = hostsAskedBy(extension, await readFile(net, 'utf8'));
      expect([...asked].toSorted()).toEqual([
        'auth.cloudninebank.test',
        'cloudninebank.test',
        'happylifebank.test',
        'id.happylifebank.test',
        'resources.happylifebank.test',
      ]);
    });

    const tokens = tokensIn(world.requests.fromClients().map(({ headers }) => headers['authorization'] ?? ''));
    const files = filesOf(profile);
    await test.step('tokens of what is over are in nothing that the product reads', () => {
      expect(tokens.length).toBeGreaterThan(5);
      const text = JSON.stringify(kept['payments']);
      expect(text).toContain('completed');
      expect(tokens.filter((token) => text.includes(token))).toEqual([]);
      expect(JSON.parse(elsewhere)).toEqual(['undefined', 'undefined']);
    });

    const evidence = test.info().annotations;
    await test.step('neither tokens nor keys are in logs, exports, or any file but the database’s own', () => {
      const secrets = [...files].filter(([path]) => KEEPS_KEYS.test(path)).flatMap(([, bytes]) => secretsOf(bytes, keys.publicKeys));
      const places = [...files, ...exports];
      const tokenPlaces = placesOf(
        tokens.map((token) => [Buffer.from(token), Buffer.from(token, 'utf16le')]),
        places,
      );
      const keyPlaces = placesOf(secrets.map(spellingsOf), places);
      evidence.push({ type: 'tokens found in', description: JSON.stringify([...tokenPlaces]) });
      evidence.push({ type: 'keys found in', description: JSON.stringify([...keyPlaces]) });
      // Chromium keeps a key handle as plain PKCS #8, and its log of the database holds old rows for a while: both in this folder.
      expect([...tokenPlaces.keys(), ...keyPlaces.keys()].filter((place) => !KEEPS_KEYS.test(place))).toEqual([]);
    });
  } finally {
    await browser.close();
    for (const folder of [profile, downloads]) await rm(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 });
  }
});

async function buyOnce(shopper: Shopper): Promise<void> {
  await shopper.linkWalletQuickly();
  const shop = await shopper.visit('shoes');
  await shop.payButton.click();
  const sheet = await shopper.sheet();
  await sheet.waitUntilReady();
  await sheet.payButton.click();
  await shopper.consent();
  await shop.waitForStatus('Paid');
  await (await shopper.reopenSheet()).goBack();
  await shop.page.close();
}

async function buyUnderAllowance(shopper: Shopper): Promise<void> {
  const options = await shopper.openOptions();
  const part = new AllowancePart(options.wallet(shopper.world.walletAddress(carla.wallet, carla.user)));
  await part.ask('300.00');
  await shopper.consent();
  await part.changeButton.waitFor();
  const shop = await shopper.visit('socks');
  await shop.payButton.click();
  const sheet = await shopper.sheet();
  await sheet.waitUntilReady();
  await sheet.payButton.click();
  await shop.waitForStatus('Paid');
  await part.revoke();
  await part.giveButton.waitFor();
  // What is over gives its grants back, and its secrets leave the journal with them.
  const isReleased = async () => !JSON.stringify((await readStorage(await shopper.browser.worker()))['payments']).includes('"rail":{"');
  await expect.poll(isReleased).toBe(true);
  await options.page.close();
}

/** What the user can take out of the history: both exports, and the page itself. */
async function readExports({ browser }: Shopper, folder: string): Promise<Map<string, Buffer>> {
  const page = await browser.newPage();
  const session = await page.context().newCDPSession(page);
  await session.send('Browser.setDownloadBehavior', { behavior: 'allow', downloadPath: folder });
  await page.goto(`${browser.optionsUrl}#history`);
  const exports = new Map<string, Buffer>();
  for (const name of ['Export as CSV', 'Export as JSON']) {
    const before = exportsIn(folder);
    await page.getByRole('button', { name }).click();
    exports.set(name, await readFile(await exportedFile(folder, before)));
  }
  await page.evaluate((canary) => {
    console.log(canary);
    document.body.append(Object.assign(new Image(), { src: `https://shop.test/${canary}` }));
  }, CANARY);
  exports.set('history page', Buffer.from(await page.content()));
  return exports;
}

/** Tokens of GNAP, as the wallets' servers were shown them. */
function tokensIn(authorizations: readonly string[]): string[] {
  return [...new Set(authorizations.flatMap((text) => /^GNAP (\S+)$/.exec(text)?.[1] ?? []))];
}

/** The places in which any spelling of a secret stands, with how many of the secrets. */
function placesOf(secrets: readonly (readonly Buffer[])[], places: Iterable<readonly [string, Buffer]>): Map<string, number> {
  const found = [...places].map(
    ([place, bytes]) => [place, secrets.filter((forms) => forms.some((form) => bytes.includes(form))).length] as const,
  );
  return new Map(found.filter(([, count]) => count > 0));
}

/** Hosts to which the extension's own scripts sent anything, as the browser's network log has it. */
function hostsAskedBy(extension: string, log: string): Set<string> {
  const urls = log.split('\n').filter((line) => line.includes(`"initiator":"${extension}"`));
  return new Set(
    urls.flatMap((line) => {
      const url = /"url":"(https?:[^"]+)"/.exec(line)?.[1];
      return url === undefined ? [] : [new URL(url).host];
    }),
  );
}
