import { type ErrorReader, READERS } from '../../src/ui/error-readers.ts';
import { ERRORS, type ErrorCode, type Retry } from '../../src/model/errors.ts';

/** What the page is made from: the catalogue of words, by key. */
type Words = Readonly<Record<string, { readonly message: string } | undefined>>;

const RETRY: Readonly<Record<Retry, string>> = {
  never: 'not with the same facts: it would fail the same way',
  safe: 'safe: nothing was sent, or both wallets are known to have done nothing',
  'check-first': 'only after both wallets were read: Tender does that by itself',
};

const WHERE: Readonly<Record<ErrorReader, string>> = {
  shop: 'who pays what a shop asked for',
  manual: 'who pays a link, an invoice or an address of their own',
  entry: 'who has just entered one',
  linking: 'who links a wallet',
  account: 'who links an account',
  wallet: 'who looks at a linked wallet',
};

/** Where the words leave it to the reader. */
const MONEY: Partial<Record<ErrorCode, string>> = {
  'hidden-characters': 'Where it was: no payment has begun.',
  'not-payable': 'Where it was: no payment has begun.',
  'not-an-uplink': 'Where it was: nothing is paid while an account is being linked.',
  'not-a-server-address': 'Where it was: nothing is paid while an account is being linked.',
  'paid-in-part': 'A part of it is with the payee; the rest should be in your wallet.',
  'part-debited-more': 'A part of it is with the payee; how much left your wallet for good, its provider says.',
  'settlement-late': 'On its way: your wallet has sent it, and the payee’s wallet has not seen all of it yet.',
  internal: 'Where it was, unless Pay had been pressed: then it may have moved.',
};

const HEAD = `# Errors

Every way in which a payment or a link can go wrong, by its code. The code stands on the receipt in the history and in the report that
"Copy report" copies; the words are those that the first of its readers gets: others read them without a shop, or without the money where
none was in question. Made from \`src/model/errors.ts\` and the catalogue of words:
\`npx vitest run scripts/docs -u\` writes it anew, and a test holds it against them.
`;

/** `docs/errors.md`: for each code its cause, where the money is, and what to do. */
export function errorsPage(words: Words): string {
  const sections = (Object.entries(ERRORS) as [ErrorCode, Retry][]).map(([code, retry]) => section(code, retry, words));
  return [HEAD, ...sections].join('\n');
}

function section(code: ErrorCode, retry: Retry, words: Words): string {
  const word = (part: string) => plain(words[`error_${code.replaceAll('-', '_')}_${part}`]?.message ?? '');
  const { cause, money, next } = apart(word('text'), MONEY[code]);
  const lines = [
    `## \`${code}\``,
    '',
    `**${word('title')}.**${cause === '' ? '' : ` ${cause}`}`,
    '',
    `- Where the money is: ${money}`,
    `- What to do: ${next}`,
    `- Who reads it: ${READERS[code].map((reader) => WHERE[reader]).join('; ')}.`,
    `- Trying again: ${code === 'debited-more' ? 'nothing to try: the order is paid' : RETRY[retry]}.`,
    '',
  ];
  return lines.join('\n');
}

/** The texts are written in this order: the cause, where the money is, what to do. */
function apart(text: string, known: string | undefined): { readonly cause: string; readonly money: string; readonly next: string } {
  const sentences = text.split(/(?<=[.?]) /);
  const at = sentences.findIndex((sentence) => /\bmoney\b|\bpaid nothing\b|\bpay again\b/i.test(sentence));
  if (known === undefined && at >= 0) {
    return { cause: sentences.slice(0, at).join(' '), money: sentences[at] ?? '', next: sentences.slice(at + 1).join(' ') };
  }
  const money = known ?? 'Where it was: nothing is paid while a wallet is being linked.';
  return { cause: sentences[0] ?? '', money, next: sentences.slice(1).join(' ') };
}

/** The facts that a text names, as names. */
function plain(message: string): string {
  return message.replaceAll(/\$(\w+)\$/g, (_, name: string) => `‹${name.toLowerCase()}›`).replaceAll('$$', () => '$');
}
