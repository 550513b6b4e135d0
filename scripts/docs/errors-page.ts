import { ERRORS, type ErrorCode, type Retry } from '../../src/model/errors.ts';

/** What the page is made from: the catalogue of words, by key. */
type Words = Readonly<Record<string, { readonly message: string } | undefined>>;

const RETRY: Readonly<Record<Retry, string>> = {
  never: 'not with the same facts: it would fail the same way',
  safe: 'safe: nothing was sent, or both wallets are known to have done nothing',
  'check-first': 'only after both wallets were read: Tender does that by itself',
};

/** Where the words leave it to the reader. */
const MONEY: Partial<Record<ErrorCode, string>> = {
  'wallet-nameless': 'Where it was: nothing was sent.',
  'paid-in-part': 'A part of it is with the shop; the rest should be in your wallet.',
  'settlement-late': 'On its way: your wallet has sent it, and the shop’s wallet has not seen all of it yet.',
  internal: 'Where it was, unless Pay had been pressed: then it may have moved.',
};

const HEAD = `# Errors

Every way in which a payment or a link can go wrong, by its code. The code stands on the receipt in the history and in the report that
"Copy report" copies; the words are those that people read. Made from \`src/model/errors.ts\` and the catalogue of words:
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
