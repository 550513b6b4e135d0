import type { Asset } from '../../money/amount.ts';
import { presentedProducts } from './presented-products.ts';
import type { Oddity, Product } from './product.ts';

const mxn: Asset = { code: 'MXN', scale: 2 };
const retailer = { wallet: 'happylifebank', user: 'retailer' } as const;

const shelf: readonly Product[] = [
  {
    id: 'shoes',
    name: 'Running shoes',
    description: 'Light, quiet, good for wet streets.',
    picture: 'shoe',
    asset: mxn,
    lines: [
      { label: 'Running shoes', value: 1_250_00n },
      { label: 'Delivery', value: 99_00n },
      { label: 'Gift wrap', value: 51_00n },
    ],
    payee: retailer,
  },
  {
    id: 'socks',
    name: 'Wool socks',
    description: 'A pair that forgives long roads.',
    picture: 'sock',
    asset: mxn,
    lines: [
      { label: 'Wool socks', value: 180_00n },
      { label: 'Welcome discount', value: -30_50n },
    ],
    payee: retailer,
  },
  {
    id: 'paper',
    name: 'Letter paper',
    description: 'Forty sheets of washi.',
    picture: 'paper',
    asset: { code: 'JPY', scale: 0 },
    lines: [{ label: 'Letter paper', value: 2_400n }],
    payee: { wallet: 'happylifebank', user: 'tokyo' },
  },
  {
    id: 'saffron',
    name: 'Saffron',
    description: 'Half a gram, this year’s harvest.',
    picture: 'flower',
    asset: { code: 'JOD', scale: 3 },
    lines: [{ label: 'Saffron', value: 4_325n }],
    payee: { wallet: 'happylifebank', user: 'dinar' },
  },
  {
    id: 'paragraph',
    name: 'One paragraph',
    description: 'Read a single paragraph, pay for just that.',
    picture: 'book',
    asset: { code: 'USD', scale: 9 },
    lines: [{ label: 'One paragraph', value: 1_234_567n }],
    payee: { wallet: 'happylifebank', user: 'nano' },
  },
];

const oddities: Readonly<Record<Oddity, string>> = {
  'total-lies': 'The page shows a smaller total than the incoming payment asks for.',
  expired: 'The incoming payment has expired.',
  completed: 'The incoming payment is already completed.',
  unknown: 'The incoming payment does not exist.',
  'wallet-address': 'No incoming payment, only a wallet address: a shop without a server.',
  'wrong-currency': 'The page asks for euros, the incoming payment for pesos.',
  'too-fine': 'The total has more decimals than the payee’s wallet can count.',
  'two-rails': 'The data names two ways to pay at once.',
  'no-rail': 'The data names no way to pay.',
  'plain-http': 'The incoming payment’s address is not https.',
  'long-names': 'A payee’s name of ten thousand characters, a label as long as browsers take.',
  'bidi-names': 'Names with characters that turn text around or cannot be seen.',
};

const isOddity = (id: string): id is Oddity => Object.hasOwn(oddities, id);

function oddProduct(oddity: Oddity): Product {
  return {
    id: oddity,
    name: 'Test parcel',
    description: oddities[oddity],
    picture: 'parcel',
    asset: mxn,
    lines: [{ label: labelOf(oddity), value: 120_00n }],
    payee: payeeOf(oddity),
    oddity,
  };
}

function payeeOf(oddity: Oddity): Product['payee'] {
  if (oddity === 'long-names') return { wallet: 'happylifebank', user: 'endless' };
  return oddity === 'bidi-names' ? { wallet: 'happylifebank', user: 'mirror' } : retailer;
}

function labelOf(oddity: Oddity): string {
  // Maximum length of a label in browsers.
  if (oddity === 'long-names') return 'Parcel '.repeat(200).slice(0, 1_024);
  if (oddity === 'bidi-names') return 'Par\u202Ecel\u200B \u2066safe\u2069\u0007';
  return 'Test parcel';
}

/** The products of the front page: some paid with `PaymentRequest`, and two of them in every other presentation. */
export function shelvedProducts(): readonly Product[] {
  return [...shelf, ...presentedProducts];
}

/** The ids of the unusual products, each at `/products/ID`. */
export function oddProductIds(): readonly string[] {
  return Object.keys(oddities);
}

export function productById(id: string): Product | undefined {
  return shelvedProducts().find((product) => product.id === id) ?? (isOddity(id) ? oddProduct(id) : undefined);
}
