import * as v from 'valibot';
import { call } from '../../src/rails/http/http.ts';
import type { Figures } from './figures.ts';

/** The most that is read of an answer. */
const SIZE = 64 * 1024;
/** One reading takes less than the clock can tell: that many are timed together. */
const READINGS = 20;

const fill = (part: string, room: number): string => part.repeat(Math.floor(room / part.length));

/** An answer as wallets give them: a page of a list. */
function harmless(): string {
  const amount = { value: '140000', assetCode: 'MXN', assetScale: 2 };
  const one = { id: 'https://wallet.example/incoming-payments/1', receivedAmount: amount, completed: false, methods: [{ type: 'ilp' }] };
  const row = JSON.stringify(one);
  return `[${fill(`${row},`, SIZE - row.length - 2)}${row}]`;
}

/** Answers of the same size that a server may choose to keep us busy. */
const WORST: Readonly<Record<string, string>> = {
  'escaped quotes without an end': `"${fill('\\"', SIZE - 1)}`,
  'escaped quotes outside of strings': fill('\\"', SIZE),
  'escaped quotes in a string': `"${fill('\\"', SIZE - 2)}"`,
  'escaped characters in a string': `"${fill('\\u0022', SIZE - 2)}"`,
  'backslashes without an end': `"${fill('\\', SIZE - 1)}`,
  quotes: fill('"', SIZE),
  'empty lists': `[${fill('[],', SIZE - 4)}[]]`,
  'lists as deep as they may be': `[${fill(`${'['.repeat(30)}${']'.repeat(30)},`, SIZE - 4)}[]]`,
  'one list that ends late': `[${fill('[[[[]]]],', SIZE - 4)}[]]`,
  'as many names as there may be': `{${Array.from({ length: 4000 }, (_, index) => `"${index.toString(36)}":0`).join(',')}}`,
  'as many lists as there may be': `[${fill(`${'['.repeat(30)}${']'.repeat(30)},`, 7_500)}[]]${' '.repeat(55_000)}`,
  'a name of slashes': `{"${fill('/', SIZE - 6)}":1}`,
  spaces: `${fill(' ', SIZE - 2)}{}`,
};

/** How long it takes to read the worst answer of 64 KiB, and how much longer than a harmless one of that size. */
export async function parse(runs: number): Promise<Figures> {
  const texts = [harmless(), ...Object.values(WORST)];
  const times = texts.map((): number[] => []);
  // In turn, so that whatever else the machine does meets all of them; the first round warms up.
  for (let run = 0; run < runs + 1; run += 1) {
    for (const [index, text] of texts.entries()) {
      const time = await timeOf(text);
      if (run > 0) times[index]?.push(time);
    }
  }
  // The fastest run: what made the others slower was something else on the machine.
  const [usual = Number.NaN, ...others] = times.map((one) => Math.min(...one));
  const worst = Math.max(...others);
  return { parse_64k_harmless_ms: usual, parse_64k_worst_ms: worst, parse_64k_worst_ratio: worst / usual };
}

/** Milliseconds for one reading, from the answer's bytes to the parsed value or the refusal. */
async function timeOf(text: string): Promise<number> {
  const bytes = new TextEncoder().encode(text);
  const answer = () => Promise.resolve(new Response(bytes, { headers: { 'content-type': 'application/json' } }));
  const deps = { fetch: answer, clock: { now: () => 0, sleep: () => Promise.resolve() }, policy: 'production' } as const;
  const request = { method: 'GET', url: 'https://wallet.example/', signal: new AbortController().signal } as const;
  const began = performance.now();
  for (let reading = 0; reading < READINGS; reading += 1) await call(deps, request, v.unknown()).catch(() => undefined);
  return (performance.now() - began) / READINGS;
}
