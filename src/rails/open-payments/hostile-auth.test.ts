import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { Reply, Seen } from '../../../tests/rails/loopback.ts';
import type { Scripted } from '../../../tests/rails/scripted-wallets.ts';
import {
  continuation,
  FINISH,
  isOutgoing,
  MXN,
  openScripted,
  outgoingAccess,
  PAYABLE,
  PAYER,
  revived,
  token,
  USD,
} from '../../../tests/rails/scripted-wallets.ts';
import type { RailPayment } from '../../model/rail.ts';
import { toBase64, toBase64Url } from '../http/bytes.ts';
import { interactionHash } from '../gnap/interaction.ts';
import type { Grant } from '../gnap/grant-state.ts';

/*
 * Authorization servers that attack: each answer here is well-formed, and each must end in a refusal, with nothing paid and no secret sent
 * to a host that it is not for.
 */

const HOST = 'auth.bank.example';
const AUTH = `POST ${HOST}/`;
const CONTINUE = `POST ${HOST}/continue/ask-c`;
const PAY = 'POST bank.example/outgoing-payments';

let w: Scripted;
beforeAll(async () => {
  w = await openScripted();
});
beforeEach(() => w.reset());
afterEach(() => {
  expect(w.asked(PAY), 'nothing is paid').toEqual([]);
  // Whoever answers, tokens and continuations go to the authorization server and to the wallet only.
  const strangers = w.seen.filter(({ host }) => !/^(?:auth\.)?(?:bank|shop)\.example$/.test(host));
  expect(strangers.map(({ url }) => url)).toEqual([]);
});
afterAll(() => w.close());

type Answer = Record<string, unknown>;

function asking(changes: Answer = {}): Reply {
  const interact = { redirect: `https://${HOST}/interact/1`, finish: 'SN' };
  return { json: { interact, continue: continuation('ask-c', HOST, 5), ...changes } };
}

function giving(changes: Answer = {}, access: readonly object[] = [outgoingAccess()]): Reply {
  return { json: { access_token: { ...token('pay-1', HOST, access), ...changes }, continue: continuation('pay-c', HOST) } };
}

const onGrant = (reply: Reply) => w.on(AUTH, (seen: Seen) => (isOutgoing(seen) ? reply : undefined));

async function waiting(): Promise<RailPayment> {
  const payment = await w.price();
  const { state } = await w.rail.authorize(payment, w.tools);
  return { ...payment, state };
}

function grantOf(payment: RailPayment): Grant & { readonly interaction: NonNullable<Grant['interaction']> } {
  const { grant } = payment.state as { grant: Grant };
  if (!grant.interaction) throw new Error('no interaction');
  return { ...grant, interaction: grant.interaction };
}

/** The way back as the wallet writes it, with some of its parts replaced. */
async function back(payment: RailPayment, changes: { ref?: string; hashed?: Partial<Parameters<typeof interactionHash>[0]> } = {}) {
  const { endpoint, interaction } = grantOf(payment);
  const { finishUri, nonce, serverNonce } = interaction;
  const hash = await interactionHash({ endpoint, nonce, serverNonce, ref: 'REF', ...changes.hashed });
  return { finishUri, ref: changes.ref ?? 'REF', hash };
}

const urlOf = ({ finishUri, ref, hash }: Awaited<ReturnType<typeof back>>, spell = toBase64Url) =>
  `${finishUri}?interact_ref=${ref}&hash=${encodeURIComponent(spell(hash))}`;

describe('a grant answer that', () => {
  const onOther = (path: string) => `https://evil.example/${path}`;
  const elsewhere: readonly [name: string, reply: Reply, code: string][] = [
    ['sends the user to another site', asking({ interact: { redirect: onOther('consent'), finish: 'f' } }), 'consent-elsewhere'],
    [
      '… to a site that ends alike',
      asking({ interact: { redirect: 'https://notbank.example/consent', finish: 'f' } }),
      'consent-elsewhere',
    ],
    ['… to a site that begins alike', asking({ interact: { redirect: `https://${HOST}.evil.test/`, finish: 'f' } }), 'consent-elsewhere'],
    ['… behind a user name', asking({ interact: { redirect: `https://${HOST}@evil.example/`, finish: 'f' } }), 'insecure-url'],
    ['… into this machine', asking({ interact: { redirect: 'https://127.0.0.1/consent', finish: 'f' } }), 'insecure-url'],
    ['… into a script', asking({ interact: { redirect: 'javascript:alert(1)', finish: 'f' } }), 'insecure-url'],
    ['… into a data URL', asking({ interact: { redirect: 'data:text/html,hi', finish: 'f' } }), 'insecure-url'],
    ['… into a file', asking({ interact: { redirect: 'file:///etc/passwd', finish: 'f' } }), 'insecure-url'],
    [
      '… into this extension',
      asking({ interact: { redirect: 'chrome-extension://abc/src/popup/index.html', finish: 'f' } }),
      'insecure-url',
    ],
    ['… over plain HTTP', asking({ interact: { redirect: `http://${HOST}/consent`, finish: 'f' } }), 'insecure-url'],
    ['continues on another origin', asking({ continue: continuation('c', 'evil.example') }), 'malformed'],
    ['continues on another port', asking({ continue: continuation('c', `${HOST}:444`) }), 'malformed'],
    ['continues in plain HTTP', asking({ continue: { access_token: { value: 'c' }, uri: `http://${HOST}/continue/c` } }), 'malformed'],
    ['continues on a subdomain', asking({ continue: continuation('c', `x.${HOST}`) }), 'malformed'],
    ['continues at the resource server', asking({ continue: continuation('c', 'bank.example') }), 'malformed'],
    ['has its token managed elsewhere', giving({ manage: onOther('token') }), 'malformed'],
    ['… on another port', giving({ manage: `https://${HOST}:444/token` }), 'malformed'],
    ['… behind a user name', giving({ manage: `https://${HOST}@evil.example/token` }), 'malformed'],
    ['… in plain HTTP', giving({ manage: `http://${HOST}/token` }), 'malformed'],
    ['has a line break in its token', giving({ value: 'a\r\nx-admin: 1' }), 'malformed'],
    [
      'has a line break in its continuation',
      asking({ continue: { ...continuation('c', HOST), access_token: { value: 'a\nb' } } }),
      'malformed',
    ],
    ['asks without a nonce for the hash', asking({ interact: { redirect: `https://${HOST}/i`, finish: '' } }), 'malformed'],
  ];

  test.each(elsewhere)('%s', async (_name, reply, code) => {
    onGrant(reply);
    await expect(waiting()).rejects.toMatchObject({ code });
  });
});

describe('an access that is wider than what was asked', () => {
  const { limits } = outgoingAccess() as { limits: object };
  const wider: readonly [name: string, access: readonly object[]][] = [
    ['none at all', []],
    ['two', [outgoingAccess(), outgoingAccess()]],
    ['one more of another kind', [outgoingAccess(), { type: 'incoming-payment', actions: ['create'] }]],
    ['of another kind', [{ ...outgoingAccess(), type: 'quote' }]],
    ['a list to read', [{ ...outgoingAccess(), actions: ['create', 'read', 'list-all'] }]],
    ['without create', [{ ...outgoingAccess(), actions: ['read'] }]],
    ['another wallet', [{ ...outgoingAccess(), identifier: 'https://bank.example/bob' }]],
    ['a wallet elsewhere', [{ ...outgoingAccess(), identifier: 'https://evil.example/alice' }]],
    ['no limits', [{ ...outgoingAccess(), limits: undefined }]],
    ['no debit limit', [{ ...outgoingAccess(), limits: { receiver: PAYABLE } }]],
    ['one cent more', [{ ...outgoingAccess(), limits: { ...limits, debitAmount: USD('8081') } }]],
    ['another asset', [{ ...outgoingAccess(), limits: { ...limits, debitAmount: MXN('8080') } }]],
    ['another scale', [{ ...outgoingAccess(), limits: { ...limits, debitAmount: { ...USD('8080'), assetScale: 1 } } }]],
    ['no receiver', [{ ...outgoingAccess(), limits: { debitAmount: USD('8080') } }]],
    ['another receiver', [{ ...outgoingAccess(), limits: { ...limits, receiver: `${PAYABLE}0` } }]],
    ['for ever again', [{ ...outgoingAccess(), limits: { ...limits, interval: 'R/2026-11-01T00:00:00Z/P1M' } }]],
    ['a limit that we do not know', [{ ...outgoingAccess(), limits: { ...limits, sendMax: '1' } }]],
    ['a field that we do not know', [{ ...outgoingAccess(), delegate: true }]],
  ];

  test.each(wider)('%s: given back, in one step and after the consent', async (_name, access) => {
    w.on(CONTINUE, giving({}, access));
    const payment = await waiting();
    const url = urlOf(await back(payment));
    await expect(w.rail.finish(payment, url, w.tools)).rejects.toMatchObject({ code: 'grant-wider' });
    expect(w.asked(`DELETE ${HOST}/token/pay-1`)).toHaveLength(1);
    await expect(w.rail.submit(revived(payment, w.saved), w.tools)).rejects.toMatchObject({ code: 'grant-wider' });

    w.reset();
    onGrant(giving({}, access));
    await expect(waiting()).rejects.toMatchObject({ code: 'grant-wider' });
    expect(w.asked(`DELETE ${HOST}/token/pay-1`)).toHaveLength(1);
  });
});

describe('a return', () => {
  const forgeries: readonly [name: string, hashed: Partial<Parameters<typeof interactionHash>[0]>][] = [
    ['over another reference', { ref: 'OTHER' }],
    ['with the nonces swapped', {}],
    ['over another server’s nonce', { serverNonce: 'OTHER' }],
    ['over another nonce of ours', { nonce: 'OTHER' }],
    ['over another grant endpoint', { endpoint: 'https://evil.example/' }],
    ['over the wallet instead of its auth server', { endpoint: PAYER }],
    ['over a path that was added', { endpoint: `https://${HOST}/x` }],
  ];

  for (const [spelling, spell] of [
    ['base64url', toBase64Url],
    ['base64', toBase64],
  ] as const) {
    test.each(forgeries)(`hashed %s, in ${spelling}: forged, and nobody is asked`, async (name, hashed) => {
      const payment = await waiting();
      const { interaction } = grantOf(payment);
      const swapped = name.includes('swapped') ? { nonce: interaction.serverNonce, serverNonce: interaction.nonce } : hashed;
      await expect(w.rail.finish(payment, urlOf(await back(payment, { hashed: swapped }), spell), w.tools)).rejects.toMatchObject({
        code: 'consent-forged',
      });
      expect(w.asked(CONTINUE)).toEqual([]);
    });

    test(`that is right, in ${spelling}: taken`, async () => {
      w.on(CONTINUE, giving());
      const payment = await waiting();
      expect(await w.rail.finish(payment, urlOf(await back(payment), spell), w.tools)).toHaveProperty('grant.token.value', 'pay-1');
    });
  }

  test('of a grant that the attacker started with the same wallet is not ours', async () => {
    w.on(CONTINUE, giving());
    const attackers = await waiting();
    const ours = await waiting();
    const theirs = urlOf(await back(attackers));
    expect(w.rail.isReturn(ours.state, theirs)).toBe(false);
    await expect(w.rail.finish(ours, theirs, w.tools)).rejects.toMatchObject({ code: 'consent-forged' });
    // Nor with our address and their reference and hash.
    const mixed = new URL(grantOf(ours).interaction.finishUri);
    mixed.search = new URL(theirs).search;
    await expect(w.rail.finish(ours, mixed.href, w.tools)).rejects.toMatchObject({ code: 'consent-forged' });
    expect(w.asked(CONTINUE)).toEqual([]);
  });

  test('to where every return of the extension could go is nobody’s', async () => {
    const payment = await waiting();
    const { hash } = await back(payment);
    for (const address of [FINISH, `${FINISH}?`, `${FINISH}../`, `${FINISH}%2e/x`]) {
      const url = `${address}${address.includes('?') ? '' : '?'}interact_ref=REF&hash=${toBase64Url(hash)}`;
      expect(w.rail.isReturn(payment.state, url)).toBe(false);
      await expect(w.rail.finish(payment, url, w.tools)).rejects.toMatchObject({ code: 'consent-forged' });
    }
  });

  test('that comes a second time is not used a second time, with the same reference or another', async () => {
    w.on(CONTINUE, giving());
    const payment = await waiting();
    const url = urlOf(await back(payment));
    await w.rail.finish(payment, url, w.tools);
    const again = urlOf(await back(payment, { ref: 'OTHER', hashed: { ref: 'OTHER' } }));
    for (const replay of [url, again]) await w.rail.finish(revived(payment, w.saved), replay, w.tools);
    expect(w.asked(CONTINUE).map(({ body }) => body)).toEqual(['{"interact_ref":"REF"}']);
  });

  test.each([
    ['moves the continuation', { json: { continue: continuation('c', 'evil.example', 1) } }],
    ['has the token managed elsewhere', giving({ manage: 'https://evil.example/token' })],
    ['gives a token with a line break', giving({ value: 'a\r\nb' })],
  ] as const)('whose continuation %s is refused', async (_name, reply) => {
    w.on(CONTINUE, reply);
    const payment = await waiting();
    await expect(w.rail.finish(payment, urlOf(await back(payment)), w.tools)).rejects.toMatchObject({ code: 'malformed' });
    expect(w.saved).not.toHaveProperty('grant.token');
  });
});
