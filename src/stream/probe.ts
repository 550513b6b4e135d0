import { type Clock, systemClock } from './clock.ts';
import { Connection, type ConnectionOptions, type PacketResult, STREAM_ID, type ReceiverReply } from './connection.ts';
import { FrameType } from './frames.ts';
import { remainingOf } from './budget.ts';
import { boundsOf, divideUp, likeliestRate, type RateBounds, type Sample } from './rate.ts';
import { isTemporary, smallerPacket } from './reject.ts';

/** The result of measuring the path with unfulfillable packets. Nothing is paid. */
export interface RateProbe extends RateBounds {
  /** The delivered amounts by sent amount, in ascending order. */
  readonly samples: readonly Sample[];
  /** Maximum amount of one packet, in our smallest unit; undefined if no hop has a limit. */
  readonly maxPacketAmount: bigint | undefined;
  /** The receiver's asset, if the receiver tells it. */
  readonly receiverAsset: { readonly assetCode: string; readonly assetScale: number } | undefined;
  /** How much more the receiver accepts, in its smallest unit, if the receiver tells it. */
  readonly receiverRoom: bigint | undefined;
  /** Time of the measurement, in milliseconds since the epoch. */
  readonly at: number;
}

export interface ProbeOptions extends ConnectionOptions {
  /** The amount to deliver, in the receiver's smallest unit. What it needs is then measured exactly. */
  readonly amount?: bigint;
  readonly signal: AbortSignal;
}

/** The rate could not be measured. */
export class ProbeFailed extends Error {
  override name = 'ProbeFailed';
  /** The last ILP error code, if there is one. */
  readonly code: string | undefined;

  constructor(code: string | undefined, cause?: unknown) {
    super(`no rate from the path${code === undefined ? '' : `: ${code}`}`, { cause });
    this.code = code;
  }
}

const PACKET_MS = 10_000;
const ROUNDS = 6;
const FIRST_PAUSE_MS = 100;
/** From one unit of a coarse asset to a thousand of a fine one. If a size is too large, the error tells the maximum. */
const SIZES: readonly bigint[] = [0, 2, 4, 6, 8, 10, 12].map((exponent) => 10n ** BigInt(exponent));

const BETWEEN = SIZES.map((size) => size * 10n);

/**
 * Measures the rate of the path with unfulfillable packets.
 * @throws ProbeFailed if there is no rate; the signal's reason; RangeError for invalid credentials.
 */
export async function probeRate(options: ProbeOptions): Promise<RateProbe> {
  return await probeOver(await Connection.open(options), options);
}

/** Like `probeRate`, over an open connection. */
export async function probeOver(connection: Connection, options: ProbeOptions): Promise<RateProbe> {
  return await new Probing(connection, options).run();
}

class Probing {
  readonly #connection: Connection;
  readonly #clock: Clock;
  readonly #signal: AbortSignal;
  readonly #amount: bigint | undefined;
  readonly #samples = new Map<bigint, bigint>();
  /** Sizes that were rejected permanently and are not tried again. */
  readonly #refused = new Set<bigint>();
  #maximum: bigint | undefined;
  #asset: RateProbe['receiverAsset'];
  #room: bigint | undefined;
  #failure: { code?: string; cause?: unknown } = {};
  #isPassing = false;
  #isMeasured = false;

  constructor(connection: Connection, { clock = systemClock, signal, amount }: ProbeOptions) {
    this.#connection = connection;
    this.#clock = clock;
    this.#signal = signal;
    this.#amount = amount;
  }

  async run(): Promise<RateProbe> {
    let sizes = SIZES;
    for (let round = 0; round < ROUNDS && sizes.length > 0; round += 1) {
      this.#signal.throwIfAborted();
      this.#isPassing = false;
      if (round === 0) await Promise.all(sizes.map((size) => this.#ask(size)));
      // Some payees count packets in flight as received. Exact measurements are therefore sent one at a time.
      else for (const size of sizes) await this.#ask(size);
      this.#signal.throwIfAborted();
      if (this.#samples.size === 0 && this.#isPassing) await this.#clock.sleep(FIRST_PAUSE_MS * 2 ** round, this.#signal);
      sizes = this.#unmeasured(round);
    }
    const samples = this.#sorted();
    const bounds = boundsOf(samples);
    if (!bounds) throw new ProbeFailed(this.#failure.code, this.#failure.cause);
    const found = { maxPacketAmount: this.#maximum, receiverAsset: this.#asset, receiverRoom: this.#room };
    return { ...bounds, ...found, samples, at: this.#clock.now() };
  }

  /** The sizes of the next round: the largest packet, and those that the payment needs. */
  #unmeasured(round: number): readonly bigint[] {
    if (this.#samples.size === 0) {
      if (this.#maximum !== undefined) return this.#maximum > 0n ? [this.#maximum] : [];
      return this.#isPassing ? SIZES : [];
    }
    const wanted = new Set<bigint>();
    if (this.#maximum !== undefined) wanted.add(this.#maximum);
    const bounds = boundsOf(this.#sorted());
    // The due amount is so small that some of these sizes deliver nothing and the others too much.
    if (!bounds && round === 0) return BETWEEN;
    // Only once: a difference of a unit is corrected while paying.
    if (bounds && this.#amount !== undefined && !this.#isMeasured) {
      this.#isMeasured = true;
      // The lower bound certainly delivers enough. The likeliest rate probably does, with a smaller amount.
      for (const rate of [likeliestRate(bounds), bounds.lower]) {
        const exact = divideUp(this.#amount, rate);
        if (this.#maximum === undefined || exact < this.#maximum) wanted.add(exact);
      }
    }
    return [...wanted].filter((size) => size > 0n && !this.#samples.has(size) && !this.#refused.has(size));
  }

  async #ask(size: bigint): Promise<void> {
    const result = await this.#connection.send({ amount: size, minAmount: 0n, pays: false, expiresAt: this.#clock.now() + PACKET_MS });
    this.#hear(size, result);
  }

  #hear(size: bigint, result: PacketResult): void {
    if (result.kind === 'unsent') this.#failure = { cause: result.error };
    else if (result.kind === 'unknown') this.#failure = { cause: result.cause };
    if (result.kind !== 'rejected') return;
    const { reject, reply } = result;
    if (reply) {
      this.#samples.set(size, reply.amount);
      this.#learn(reply);
      return;
    }
    this.#failure = { code: reject.code };
    if (isTemporary(reject)) this.#isPassing = true;
    else if (reject.code !== 'F08') this.#refused.add(size);
    if (reject.code !== 'F08') return;
    const maximum = smallerPacket(size, reject);
    if (this.#maximum === undefined || maximum < this.#maximum) this.#maximum = maximum;
  }

  #learn({ frames }: ReceiverReply): void {
    for (const frame of frames) {
      if (frame.type === FrameType.connectionAssetDetails) this.#asset = { assetCode: frame.assetCode, assetScale: frame.assetScale };
      if (frame.type === FrameType.streamMaxMoney && frame.streamId === STREAM_ID) this.#room = remainingOf(frame);
    }
  }

  #sorted(): Sample[] {
    return [...this.#samples].map(([source, target]) => ({ source, target })).toSorted((a, b) => (a.source < b.source ? -1 : 1));
  }
}
