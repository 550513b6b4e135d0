import { presentations, type Presentation, type Product } from './product.ts';

const words: Readonly<Record<Presentation, string>> = {
  request: 'By a button of the shop, which asks the browser.',
  link: 'By a link, on the page and in its head.',
  button: 'By a button that only says what is to be paid.',
  qr: 'By a QR code.',
  text: 'By an address to copy.',
};

/** The same product in every presentation, paid by an invoice. */
function book(presentation: Presentation): Product {
  return {
    id: `book-${presentation}`,
    name: 'Pocket atlas',
    description: words[presentation],
    picture: 'book',
    asset: { code: 'USD', scale: 2 },
    lines: [
      { label: 'Pocket atlas', value: 21_00n },
      { label: 'Delivery', value: 3_00n },
    ],
    payee: { merchant: 'merchant' },
    presentation,
  };
}

/** The same, paid by an incoming payment. */
function shoes(presentation: Presentation): Product {
  return {
    id: `shoes-${presentation}`,
    name: 'Trail shoes',
    description: words[presentation],
    picture: 'shoe',
    asset: { code: 'MXN', scale: 2 },
    lines: [{ label: 'Trail shoes', value: 700_00n }],
    payee: { wallet: 'happylifebank', user: 'retailer' },
    presentation,
  };
}

export const presentedProducts: readonly Product[] = [...presentations.map(book), ...presentations.map(shoes)];
