import { gzipSync } from 'node:zlib';
import { createConnection } from 'ilp-protocol-stream';
import { build } from 'vite';
import { inRoot } from '../../scripts/lib/paths.ts';
import { deliver } from '../../src/stream/index.ts';
import { openPath, type StreamPath } from '../support/stream-path.ts';
import { type Figures, median } from './figures.ts';

const MAX_PACKET = 1_000_000n;
const PACKETS = 1_000n;
const SMALL = 100n;

/** The same payments by our sender and by ilp-protocol-stream's, in turns, through the same connector to the same kind of receiver. */
export async function stream(runs: number): Promise<Figures> {
  const times: Record<'ours' | 'theirs' | 'small' | 'theirSmall', number[]> = { ours: [], theirs: [], small: [], theirSmall: [] };
  for (let run = 0; run < runs + 1; run += 1) {
    const found = {
      ours: await timed(byUs, MAX_PACKET * PACKETS, MAX_PACKET),
      theirs: await timed(byTheLibrary, MAX_PACKET * PACKETS, MAX_PACKET),
      small: await timed(byUs, SMALL),
      theirSmall: await timed(byTheLibrary, SMALL),
    };
    if (run === 0) continue;
    times.ours.push(found.ours.packetsPerSecond);
    times.theirs.push(found.theirs.packetsPerSecond);
    times.small.push(found.small.ms);
    times.theirSmall.push(found.theirSmall.ms);
  }
  return {
    streamPacketsPerSecond: median(times.ours),
    streamOraclePacketsPerSecond: median(times.theirs),
    streamRatio: median(times.ours) / median(times.theirs),
    stream100Ms: median(times.small),
    streamOracle100Ms: median(times.theirSmall),
    stream_gzip_bytes: await bundledSize(),
  };
}

type Sender = (path: StreamPath, amount: bigint) => Promise<void>;

async function timed(send: Sender, amount: bigint, maxPacketAmount?: bigint) {
  const path = await openPath(maxPacketAmount === undefined ? {} : { maxPacketAmount });
  try {
    const started = performance.now();
    await send(path, amount);
    const ms = performance.now() - started;
    if (path.books.delivered !== amount || path.received() !== amount) throw new Error(`delivered ${path.books.delivered}, not ${amount}`);
    return { ms, packetsPerSecond: (path.books.packets / ms) * 1_000 };
  } finally {
    await path.close();
  }
}

const byUs: Sender = async (path, amount) => {
  await deliver({
    uplink: path.uplink,
    credentials: path.credentials(),
    amount,
    maxSourceAmount: amount,
    minRate: { numerator: 1n, denominator: 1n },
    expiresAt: Date.now() + 60_000,
    signal: new AbortController().signal,
  });
};

const byTheLibrary: Sender = async ({ plugin, credentials }, amount) => {
  const { ilpAddress, sharedSecret } = credentials();
  const connection = await createConnection({ plugin, destinationAccount: ilpAddress, sharedSecret: Buffer.from(sharedSecret) });
  connection.on('error', () => undefined);
  await connection.createStream().sendTotal(amount.toString(), { timeout: 60_000 });
  // As with ours, the goodbye is not waited for beyond its packet.
  connection.destroy().catch(() => undefined);
};

/** What the room weighs alone, minified as the extension is. */
async function bundledSize(): Promise<number> {
  const entry = inRoot('src', 'stream', 'index.ts');
  const built = await build({
    configFile: false,
    logLevel: 'silent',
    build: { write: false, target: 'es2022', modulePreload: false, rolldownOptions: { input: entry, preserveEntrySignatures: 'strict' } },
  });
  if (!('output' in built)) throw new Error('not built');
  const code = built.output.map((part) => (part.type === 'chunk' ? part.code : ''));
  return gzipSync(code.join(''), { level: 9 }).length;
}
