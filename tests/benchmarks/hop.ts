import { createConnection } from 'ilp-protocol-stream';
import { deliver } from '../../src/stream/index.ts';
import { installHop } from '../support/install-hop.ts';
import { type Hop, openHop, type Receipts } from '../support/open-hop.ts';
import { type Figures, median } from './figures.ts';

/** In USD/6. The connector passes on 1,000 of them in a packet, so that the last one takes a thousand packets. */
const AMOUNTS = [1n, 100n, 12_345n, 1_000_000n] as const;
const LARGEST = AMOUNTS.at(-1);
/** USD/9 for one USD/6. */
const SOURCE = 1_000n;

/** Connects, and hands back the payment itself, whose time counts, and what comes after it. */
type Sender = (hop: Hop, receipts: Receipts, amount: bigint) => Promise<{ pay: () => Promise<void>; end: () => Promise<void> }>;

/** The same payments by our sender and by ilp-protocol-stream's, through a connector of the field: the receiver is to see no difference. */
export async function hop(runs: number): Promise<Figures> {
  await installHop();
  const opened = await openHop();
  const speeds: Record<'ours' | 'theirs', number[]> = { ours: [], theirs: [] };
  const counts = { payments: 0, mismatches: 0 };
  try {
    for (let run = 0; run < runs + 1; run += 1) {
      for (const amount of AMOUNTS) {
        const ours = await paid(byUs, opened, amount);
        const theirs = await paid(byTheLibrary, opened, amount);
        counts.payments += 1;
        if (ours.total !== amount || theirs.total !== ours.total) {
          counts.mismatches += 1;
          console.error(`  ${amount}: ours brought ${ours.total}, the library ${theirs.total}`);
        }
        // The first run warms up.
        if (run === 0 || amount !== LARGEST) continue;
        speeds.ours.push(ours.packetsPerSecond);
        speeds.theirs.push(theirs.packetsPerSecond);
      }
    }
  } finally {
    await opened.close();
  }
  return {
    hopPayments: counts.payments,
    hopMismatches: counts.mismatches,
    hopPacketsPerSecond: median(speeds.ours),
    hopOraclePacketsPerSecond: median(speeds.theirs),
    hopRatio: median(speeds.ours) / median(speeds.theirs),
  };
}

async function paid(sender: Sender, opened: Hop, amount: bigint) {
  const receipts = opened.expectPayment();
  const { pay, end } = await sender(opened, receipts, amount);
  const started = performance.now();
  await pay();
  const ms = performance.now() - started;
  await end();
  return { total: receipts.total, packetsPerSecond: (receipts.packets / ms) * 1_000 };
}

const byUs: Sender = async ({ uplink }, { credentials }, amount) => ({
  pay: async () => {
    await deliver({
      uplink,
      credentials,
      amount,
      maxSourceAmount: amount * SOURCE,
      minRate: { numerator: 1n, denominator: SOURCE },
      expiresAt: Date.now() + 60_000,
      signal: new AbortController().signal,
    });
  },
  end: () => Promise.resolve(),
});

const byTheLibrary: Sender = async (opened, { credentials }, amount) => {
  const plugin = await opened.connectPlugin();
  const sharedSecret = Buffer.from(credentials.sharedSecret);
  const connection = await createConnection({ plugin, destinationAccount: credentials.ilpAddress, sharedSecret });
  connection.on('error', () => undefined);
  return {
    pay: async () => {
      await connection.createStream().sendTotal((amount * SOURCE).toString(), { timeout: 20_000 });
    },
    end: () => connection.destroy().catch(() => undefined),
  };
};
