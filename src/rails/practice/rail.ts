import type { Clock } from '../../model/clock.ts';
import { TenderError } from '../../model/errors.ts';
import type { Quote } from '../../model/quote.ts';
import type { Outcome, Quoted, Rail } from '../../model/rail.ts';
import { ORDER, PAYABLE, PRACTICE_RAIL } from './shop.ts';
import { pageUrl, returnUrlOf, WALLET } from './wallet.ts';

export interface PracticeDeps {
  readonly clock: Clock;
  /** Where the extension's own pages are; ends in `/`. */
  readonly ownPages: string;
}

/** The wallet's price holds this long; the engine asks for another before that. */
const QUOTE_LIFE = 10 * 60_000;

/**
 * A rail that moves nothing: a shop, a wallet and the way between them, all make-believe and without any request. "Try it" on the
 * first-run page pays its order through the engine, the sheet and a consent like any other. It is also the sample to begin a new rail
 * from: each method says what a real one does in its place.
 */
export function practiceRail({ clock, ownPages }: PracticeDeps): Rail {
  return {
    id: PRACTICE_RAIL,
    // A real rail names the keys of the page's data here. With none, nothing that a page, a link or a code says leads to this rail.
    kinds: [],
    // A real rail names the kinds of linked wallets here. With none, no real wallet is ever asked to pay it.
    payers: [],
    practice: { order: ORDER, wallets: [WALLET] },
    reference: 'order',
    // Parses the page's value: anything but what this rail can pay is refused before anybody is asked.
    parseRequest: () => {
      throw new TenderError('invalid-request');
    },
    // One key, one payment. A real rail takes the URL of the thing to pay, so that two tabs cannot pay it twice; this order may be tried again.
    keyOf: ({ requestId }) => requestId,
    // Asks the payee's server what is due.
    resolve: () => Promise.resolve({ payable: PAYABLE, state: {} }),
    // Asks the payer's wallet what it costs: beside `resolve`, awaiting it only where its answer is needed.
    quote: async (_intent, walletId): Promise<Quoted> => quoted(clock, walletId),
    // Asks the payer's wallet for the right to pay: here, for a visit to its page.
    authorize: async () => {
      // Each visit has a URL of its own, so that the way back from another one counts for nothing. The engine writes the state, then opens it.
      const page = pageUrl(ownPages, crypto.randomUUID());
      return { kind: 'interact', url: page, state: { page } };
    },
    isReturn: ({ page }, url) => url.startsWith(returnUrlOf(String(page), '')),
    // Takes the wallet's answer from the address to which it sent the user back.
    finish: async ({ state }, returnUrl) => {
      if (returnUrl !== returnUrlOf(String(state['page']), 'approve')) throw new TenderError('consent-denied');
      // A real wallet gives a token here, and `submit` sends it along.
      return {};
    },
    // Sends the payment. Its one effect is what it saves: a worker that died can read whether it was before or after that. A real rail saves
    // what makes a repeat safe, and then sends.
    submit: async ({ quote }, { save }) => {
      await save({ isPaid: true });
      return completed(quote);
    },
    // Reads what is known of a payment that was sent, and changes nothing. A real rail reads both sides.
    reconcile: async ({ state, quote }) => (state['isPaid'] === true ? completed(quote) : { status: 'nothing-happened', state: {} }),
    // Gives back grants and tokens. There are none.
    release: () => Promise.resolve(),
  };
}

function quoted(clock: Clock, walletId: string): Quoted {
  // No other wallet pays this order, whichever is asked for.
  if (walletId !== WALLET.id) throw new TenderError('no-wallet');
  const { due } = PAYABLE;
  return { quote: { id: crypto.randomUUID(), walletId, debit: due, receive: due, expiresAt: clock.now() + QUOTE_LIFE }, state: {} };
}

function completed({ receive }: Quote): Outcome {
  return { status: 'completed', state: {}, received: receive };
}
