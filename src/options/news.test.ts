import { describe, expect, it, vi } from 'vitest';
import type { OptionsView, OptionsWallet } from '../messages/options.ts';
import { getMessage } from '../../tests/support/catalogue.ts';

vi.mock('../platform/browser.ts', () => ({ browser: { i18n: { getMessage } } }));
const { newsOf } = await import('./news.ts');

const key = (kid: string) => ({ jwk: { kid, x: kid, alg: 'EdDSA', kty: 'OKP', crv: 'Ed25519' }, base64: kid }) as const;
const wallet: OptionsWallet = {
  id: 'w1',
  address: 'https://cloudnine.example/anna',
  host: 'cloudnine.example',
  name: 'Cloud Nine',
  asset: { code: 'USD', scale: 2 },
  status: 'waiting',
  isDefault: true,
  key: key('old'),
};
const view = (wallets: readonly OptionsWallet[], orderWaits = false): OptionsView => ({ wallets, orderWaits });
const linked: OptionsWallet = { ...wallet, status: 'linked' };

describe('newsOf', () => {
  it.each([
    ['a wallet was found', view([]), view([wallet]), 'Found Cloud Nine. Next, give your wallet the key.'],
    ['its key was published', view([wallet]), view([linked]), 'Cloud Nine is linked. You can pay with it now.'],
    ['an order goes on', view([wallet], true), view([linked]), 'Cloud Nine is linked. Your order goes on in the payment window.'],
    ['the key went', view([linked]), view([{ ...linked, status: 'key-removed' }]), 'Cloud Nine no longer has Tender’s key.'],
    ['the key came back', view([{ ...linked, status: 'key-removed' }]), view([linked]), 'Cloud Nine is linked. You can pay with it now.'],
    [
      'a new key is ready',
      view([linked]),
      view([{ ...linked, newKey: key('new') }]),
      'A new key for Cloud Nine is ready. Give it to your wallet.',
    ],
    [
      'the new key was taken',
      view([{ ...linked, newKey: key('new') }]),
      view([{ ...linked, key: key('new') }]),
      'Cloud Nine took the new key.',
    ],
    ['it became the first', view([{ ...linked, isDefault: false }]), view([linked]), 'Tender pays from Cloud Nine first.'],
    ['it was unlinked', view([linked]), view([]), 'Cloud Nine is unlinked.'],
    ['nothing changed', view([linked]), view([{ ...linked, checkedAt: 5 }]), ''],
  ])('says that %s', (_, before, after, news) => {
    expect(newsOf(before, after)).toBe(news);
  });

  it('calls a wallet without a visible name by its host', () => {
    const nameless = { ...linked, name: '\u200B\u202E' };
    expect(newsOf(view([nameless]), view([]))).toBe('cloudnine.example is unlinked.');
  });
});
