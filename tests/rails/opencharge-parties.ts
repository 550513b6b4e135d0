import { getPublicKey, signAsync } from '@noble/secp256k1';
import type { Intent } from '../../src/model/intent.ts';
import type { Outcome, Rail, RailPayment, RailTools } from '../../src/model/rail.ts';
import { canonicalJson } from '../../src/rails/opencharge/canonical-json.ts';
import { openChargeRail } from '../../src/rails/opencharge/rail.ts';
import type { Reply } from './loopback.ts';
import { incoming, MXN, outgoing, PAYABLE, QUOTE_ID, type Scripted, USD } from './scripted-wallets.ts';

type Fields = Readonly<Record<string, unknown>>;

const HOSTS: Readonly<Record<string, string>> = {
  '500': 'merchant.example',
  '501': 'other-merchant.example',
  '300': 'merchantgateway.example',
  '200': 'gateway.example',
  '100': 'settlement.example',
  '666': 'evil.example',
};
const SESSION = 'sess_0123456789abcdef01234567';
export const CHECKOUT = `https://gateway.example/checkout/${SESSION}`;
export const SESSION_ROUTE = `GET gateway.example/opencharge/checkout/sessions/${SESSION}`;
export const PROOF_ROUTE = `${SESSION_ROUTE}/proof`;

export function keyOf(name: string): Uint8Array {
  const bytes = new TextEncoder().encode(name.padStart(4, '0')).slice(0, 4);
  return Uint8Array.from({ length: 32 }, (_, index) => bytes[index % 4] ?? 1);
}

export function publicKeyOf(key: Uint8Array): string {
  return hex(getPublicKey(key, false)).slice(2);
}

/** Signs a text as the protocol does. */
export async function signText(text: string, key: Uint8Array): Promise<string> {
  const hash = new Uint8Array(await crypto.subtle.digest('SHA-256', new TextEncoder().encode(text)));
  const [recovery = 0, ...compact] = await signAsync(hash, key, { prehash: false, format: 'recovered' });
  return `${hex(Uint8Array.from(compact))}${recovery === 0 ? '1b' : '1c'}`;
}

export async function sign(value: unknown, key: Uint8Array): Promise<string> {
  return await signText(canonicalJson(value), key);
}

export function hex(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('hex');
}

/** Metadata with its self-signature. */
export async function metadataOf(
  ocid: string,
  more: { readonly key?: Uint8Array; readonly signer?: Uint8Array; readonly config?: Fields } = {},
) {
  const { key = keyOf(ocid), signer = key } = more;
  const config = {
    publicKey: publicKeyOf(key),
    endpoint: `https://${HOSTS[ocid] ?? ''}/opencharge`,
    capabilities: ['checkout.create'],
    settlement: { currencies: ['MXN'], accepts: ocid === '200' ? ['300', '100'] : [] },
    ...(ocid === '500' ? { gateways: ['300'] } : {}),
    ...more.config,
  };
  return { opencharge: '0.1', name: `Party ${ocid}`, config, kyc: [], signature: await sign(config, signer) };
}

/** OpenCharge around the two scripted wallets: the gateway is paid at `PAYABLE`. */
export interface Parties {
  readonly rail: Rail;
  /** References of evidence that other payments have. */
  readonly used: Set<string>;
  order(more?: Fields): Fields;
  /** The page's value for an order, signed by its merchant unless told. */
  value(order?: Fields, more?: Fields, signature?: string): Promise<Fields>;
  intent(value: Fields, total?: string): Intent;
  /** The gateway's session has this. */
  session(value: Fields, more?: Fields): void;
  /** The gateway's proof is this, signed by its issuer unless told. */
  proof(more?: Fields, signature?: (text: string) => Promise<string>): Promise<Fields>;
  price(intent: Intent): Promise<RailPayment>;
  /** A priced payment with the wallet's right, in a session that the gateway knows. */
  agree(order?: Fields): Promise<RailPayment>;
  /** Both wallets say that it is paid. */
  settled(): void;
  reconcile(payment: RailPayment): Promise<Outcome>;
}

export function openParties(scripted: Scripted): Parties {
  const used = new Set<string>();
  const network = { registry: { kind: 'http', origin: 'https://registry.example' }, gateways: ['200'] } as const;
  const evidence = { isUsed: (reference: string) => Promise.resolve(used.has(reference)) };
  const rail = openChargeRail({ ...scripted.deps, evidence }, new Map([['open-payments', scripted.rail]]), network);
  const seconds = Math.floor(scripted.now() / 1000);
  const { tools } = scripted;
  for (const [ocid, host] of Object.entries(HOSTS)) {
    scripted.on(`GET registry.example/ocids/${ocid}`, { json: { ocid, metadataUrl: `https://${host}/metadata.json` } });
    scripted.on(`GET ${host}/metadata.json`, async () => ({ json: await metadataOf(ocid) }));
  }
  const order = (more: Fields = {}): Fields => ({
    ocid: '500',
    id: 'order-1',
    amount: '1400.00',
    currency: 'MXN',
    items: [
      { id: 'a', name: 'Shoes', quantity: 2, price: '600.00' },
      { id: 'b', name: 'Socks', quantity: 1, price: '200.00' },
    ],
    createdAt: seconds - 10,
    expiresAt: seconds + 1800,
    accepts: ['200'],
    ...more,
  });
  const value = async (one: Fields = order(), more: Fields = {}, signature?: string): Promise<Fields> => ({
    order: one,
    signature: signature ?? (await sign(one, keyOf(String(one['ocid'])))),
    merchantOcid: String(one['ocid']),
    checkoutUrl: CHECKOUT,
    ...more,
  });
  const session = ({ order: one, signature, merchantOcid }: Fields, more: Fields = {}): void => {
    const json = {
      opencharge: '0.1',
      session_id: SESSION,
      status: 'open',
      merchantOcid,
      gatewayOcid: '200',
      order: one,
      signature,
      urls: { success: 'https://merchant.example/done#paid', cancel: 'https://merchant.example/cart' },
      expires_at: seconds + 1500,
      incomingPayment: PAYABLE,
      ...more,
    };
    scripted.on(SESSION_ROUTE, { json });
  };
  const intent = (one: Fields, total = '1400.00'): Intent => ({
    ...scripted.intent,
    request: rail.parseRequest('opencharge', one),
    total: { currency: 'MXN', value: total },
  });
  const price = async (one: Intent): Promise<RailPayment> => {
    const resolving = rail.resolve(one, 'w', tools);
    const quoting = rail.quote(one, 'w', resolving, tools);
    quoting.catch(() => undefined);
    const { payable } = await resolving;
    const { quote, state } = await quoting;
    return { id: 'p', intent: one, payable, quote, state, isRepeat: false };
  };
  return {
    rail,
    used,
    order,
    value,
    intent,
    session,
    price,
    proof: async (more = {}, signature) => {
      const proof = {
        txid: 'tx-1',
        issuer: '200',
        from: { ocid: '200', reference: SESSION },
        to: { ocid: '500', reference: 'order-1' },
        amount: '1400.00',
        currency: 'MXN',
        timestamp: seconds + 60,
        ...more,
      };
      const text = canonicalJson(proof);
      const json = { proof, signature: await (signature?.(text) ?? signText(text, keyOf(proof.issuer))) };
      scripted.on(PROOF_ROUTE, { json });
      return proof;
    },
    agree: async (ordered) => {
      const one = await value(ordered);
      session(one);
      scripted.on('POST auth.bank.example/', (seen): Reply | undefined => (seen.body.includes('outgoing-payment') ? granted() : undefined));
      const payment = await price(intent(one));
      const { state } = await rail.authorize(payment, tools);
      return { ...payment, state };
    },
    settled: () => {
      const paid = { receivedAmount: MXN('140000'), completed: true };
      scripted.on('GET shop.example/incoming-payments/1', ({ headers }) =>
        headers['authorization'] ? { json: incoming(paid) } : { json: { ...paid, authServer: 'https://auth.shop.example' } },
      );
      scripted.on(`GET bank.example/outgoing-payments/${QUOTE_ID}`, { json: outgoing({ sentAmount: USD('8080') }) });
    },
    reconcile: (payment) => rail.reconcile(revivedBy(payment, tools), tools),
  };
}

/** With what the journal holds laid over it, as the engine reads a payment before each step. */
function revivedBy(payment: RailPayment, { state }: RailTools): RailPayment {
  return { ...payment, state: { ...payment.state, ...state } };
}

function granted(): Reply {
  const host = 'auth.bank.example';
  const limits = { receiver: PAYABLE, debitAmount: USD('8080') };
  const access = [{ type: 'outgoing-payment', actions: ['create', 'read'], identifier: 'https://bank.example/alice', limits }];
  const access_token = { value: 'pay-1', manage: `https://${host}/token/pay-1`, expires_in: 600, access };
  return { json: { access_token, continue: { access_token: { value: 'pay-c' }, uri: `https://${host}/continue/pay-c` } } };
}
