import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { OptionsView } from '../../messages/options.ts';
import { TenderError } from '../../model/errors.ts';
import type { ListedWallet } from '../../wallets/open-payments/wallet.ts';
import { PortConnection } from '../port-connection.ts';
import { Options } from './options.ts';

const WALLET: ListedWallet = {
  id: 'https://wallet.test/me',
  address: 'https://wallet.test/me',
  asset: { code: 'USD', scale: 2 },
  authServer: 'https://auth.wallet.test',
  resourceServer: 'https://wallet.test/op',
  status: 'linked',
  keyId: 'key-1',
  linkedAt: 1,
};
const JWK = { kid: 'key-1', x: 'x', alg: 'EdDSA', kty: 'OKP', crv: 'Ed25519' } as const;

/** An options page over a port, and the wallets behind the controller. */
function optionsPage(wallets: ListedWallet[] = [WALLET]) {
  const views: OptionsView[] = [];
  const calls: string[] = [];
  const problems: TenderError[] = [];
  let say: (message: unknown) => void = () => undefined;
  let leave: () => void = () => undefined;
  const port = {
    sender: { tab: { id: 7 } },
    postMessage: (view: OptionsView) => void views.push(view),
    onMessage: { addListener: (listener: (message: unknown) => void) => void (say = listener) },
    onDisconnect: { addListener: (listener: () => void) => void (leave = listener) },
  };
  const note = (name: string) => (id: string) => Promise.resolve(void calls.push(`${name} ${id}`));
  const parts = {
    wallets: {
      list: () => Promise.resolve(wallets),
      damaged: () => Promise.resolve([]),
      defaultId: () => Promise.resolve(WALLET.id),
      publicKey: () => Promise.resolve(JWK),
      check: note('check'),
      unlink: note('unlink'),
      makeDefault: note('default'),
      replaceKey: note('replace'),
      link: (address: string) => {
        const problem = problems.shift();
        return problem ? Promise.reject(problem) : Promise.resolve({ ...WALLET, id: address });
      },
    },
    uplinks: { list: () => Promise.resolve([]), unlink: note('unlink account') },
    desk: { reconcileAll: () => Promise.resolve(), ofWallet: () => Promise.resolve(undefined) },
    keyPages: { of: () => undefined },
  };
  // Only these parts are used.
  const { wallets: linked, uplinks, desk, keyPages } = parts as unknown as Record<keyof typeof parts, never>;
  const options = new Options({
    wallets: linked,
    uplinks,
    orderWaits: () => Promise.resolve(false),
    allowances: desk,
    keyPages,
    practise: (tabId) => note('practise')(String(tabId)),
  });
  options.connect(new PortConnection(port as unknown as ConstructorParameters<typeof PortConnection>[0]));
  return { options, views, calls, problems, say: (message: unknown) => say(message), leave: () => leave() };
}

const settled = () => vi.advanceTimersByTimeAsync(0);

beforeEach(() => vi.useFakeTimers());
afterEach(() => vi.useRealTimers());

describe('the options page', () => {
  it('gets the wallets when it connects, and each is checked', async () => {
    const { views, calls } = optionsPage();
    await settled();
    expect(views.at(-1)).toMatchObject({
      orderWaits: false,
      wallets: [{ id: WALLET.id, host: 'wallet.test', isDefault: true, key: { jwk: JWK } }],
    });
    expect(calls).toEqual([`check ${WALLET.id}`]);
  });

  it('is told how a link goes on, under the ticket of its command', async () => {
    const { views, calls, say } = optionsPage();
    await settled();
    const before = views.length;
    say({ type: 'link', ticket: 't1', address: 'wallet.test/you' });
    await settled();
    expect(views.slice(before).map(({ linking }) => linking)).toEqual([
      { ticket: 't1', state: 'working' },
      { ticket: 't1', state: 'done', walletId: 'wallet.test/you' },
    ]);
    expect(calls).toContain('check wallet.test/you');
  });

  it('is asked for the host’s permission only where a server did not answer', async () => {
    const { views, say, problems } = optionsPage();
    for (const [code, permissionFor] of [
      ['unreachable', ['https://wallet.test/*']],
      ['refused', undefined],
    ] as const) {
      problems.push(new TenderError(code, { params: { host: 'wallet.test' } }));
      say({ type: 'link', ticket: code, address: 'wallet.test' });
      await settled();
      expect(views.at(-1)?.linking).toMatchObject({ ticket: code, state: 'failed', problem: { code } });
      expect(views.at(-1)?.linking?.permissionFor).toEqual(permissionFor);
    }
  });

  it('runs what is a command, and drops everything else', async () => {
    const { calls, say } = optionsPage();
    await settled();
    calls.length = 0;
    for (const message of [{ type: 'unlink' }, { type: 'erase', walletId: WALLET.id }, 'unlink', null]) say(message);
    await settled();
    expect(calls).toEqual([]);
    for (const type of ['make-default', 'replace-key', 'check-key', 'unlink']) say({ type, walletId: WALLET.id });
    say({ type: 'unlink-account', accountId: 'uplink:1' });
    say({ type: 'practice' });
    await settled();
    expect(calls).toEqual([
      `default ${WALLET.id}`,
      `replace ${WALLET.id}`,
      `check ${WALLET.id}`,
      `unlink ${WALLET.id}`,
      'unlink account uplink:1',
      // For the user at this tab.
      'practise 7',
    ]);
  });

  it('is looked after while a key is awaited, and no longer than it is open', async () => {
    const { calls, leave } = optionsPage([{ ...WALLET, status: 'waiting' }]);
    await settled();
    calls.length = 0;
    await vi.advanceTimersByTimeAsync(4_500);
    expect(calls).toEqual([`check ${WALLET.id}`, `check ${WALLET.id}`]);
    leave();
    await vi.advanceTimersByTimeAsync(10_000);
    expect(calls).toHaveLength(2);
  });
});
