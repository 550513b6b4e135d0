import { type Clock, machineClock } from './clock.ts';
import { Connection, type ConnectionOptions, type Fate, STREAM_ID, type ReceiverReply } from './connection.ts';
import { FrameType } from './frames.ts';
import { roomOf } from './budget.ts';
import { boundsOf, divideUp, likeliestRate, type RateBounds, type Sample } from './rate.ts';
import { isTemporary, smallerPacket } from './reject.ts';

/** What asking the path found out. Nothing was paid for it. */
export interface RateProbe extends RateBounds {
  /** What arrived for what was sent, from the smallest on. */
  readonly samples: readonly Sample[];
  /** The most that one packet may carry, in our unit; undefined where no hop set a limit. */
  readonly maxPacketAmount: bigint | undefined;
  /** The receiver's asset, where it told us. */
  readonly receiverAsset: { readonly assetCode: string; readonly assetScale: number } | undefined;
  /** How much more the receiver takes, in its unit, where it told us. */
  readonly receiverRoom: bigint | undefined;
  /** When, in milliseconds since the epoch. */
  readonly at: number;
}

export interface ProbeOptions extends ConnectionOptions {
  /** What is going to be delivered: what that takes is then measured exactly. In the receiver's smallest unit. */
  readonly amount?: bigint;
  readonly signal: AbortSignal;
}

/** The path gave no rate. */
export class ProbeFailed extends Error {
  override name = 'ProbeFailed';
  /** The ILP error code that was the last word, where there was one. */
  readonly code: string | undefined;

  constructor(code: string | undefined, cause?: unknown) {
    super(`no rate from the path${code === undefined ? '' : `: ${code}`}`, { cause });
    this.code = code;
  }
}

const PACKET_MS = 10_000;
const ROUNDS = 6;
const FIRST_PAUSE_MS = 100;
/** From one unit of a coarse asset to a thousand of a fine one; what is too large says how large it may be. */
const SIZES: readonly bigint[] = [0, 2, 4, 6, 8, 10, 12].map((exponent) => 10n ** BigInt(exponent));

const BETWEEN = SIZES.map((size) => size * 10n);

/**
 * Measures with unfulfillable packets how much arrives of what is sent.
 * @throws ProbeFailed where it gives no rate; the signal's reason; RangeError for credentials that cannot be any.
 */
export async function probeRate(options: ProbeOptions): Promise<RateProbe> {
  return await probeOver(await Connection.open(options), options);
}

/** The same over a connection that is open already. */
export async function probeOver(connection: Connection, options: ProbeOptions): Promise<RateProbe> {
  return await new Probing(connection, options).run();
}

class Probing {
  readonly #connection: Connection;
  readonly #clock: Clock;
  readonly #signal: AbortSignal;
  readonly #amount: bigint | undefined;
  readonly #samples = new Map<bigint, bigint>();
  /** Sizes that were refused for good: asking again brings nothing. */
  readonly #refused = new Set<bigint>();
  #maximum: bigint | undefined;
  #asset: RateProbe['receiverAsset'];
  #room: bigint | undefined;
  #failure: { code?: string; cause?: unknown } = {};
  #isPassing = false;
  #isMeasured = false;

  constructor(connection: Connection, { clock = machineClock, signal, amount }: ProbeOptions) {
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
      // Some payees count what is under way as received: what has to be exact is asked alone.
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

  /** What the next round asks: the largest packet, and what the payment takes. */
  #unmeasured(round: number): readonly bigint[] {
    if (this.#samples.size === 0) {
      if (this.#maximum !== undefined) return this.#maximum > 0n ? [this.#maximum] : [];
      return this.#isPassing ? SIZES : [];
    }
    const wanted = new Set<bigint>();
    if (this.#maximum !== undefined) wanted.add(this.#maximum);
    const bounds = boundsOf(this.#sorted());
    // So little is due that of these sizes some bring nothing and the others too much.
    if (!bounds && round === 0) return BETWEEN;
    // Once: what is off by a unit then is found while paying.
    if (bounds && this.#amount !== undefined && !this.#isMeasured) {
      this.#isMeasured = true;
      // The second brings enough for sure, the first most likely, and costs less.
      for (const rate of [likeliestRate(bounds), bounds.lower]) {
        const exact = divideUp(this.#amount, rate);
        if (this.#maximum === undefined || exact < this.#maximum) wanted.add(exact);
      }
    }
    return [...wanted].filter((size) => size > 0n && !this.#samples.has(size) && !this.#refused.has(size));
  }

  async #ask(size: bigint): Promise<void> {
    const fate = await this.#connection.send({ amount: size, least: 0n, pays: false, expiresAt: this.#clock.now() + PACKET_MS });
    this.#hear(size, fate);
  }

  #hear(size: bigint, fate: Fate): void {
    if (fate.kind === 'unsent') this.#failure = { cause: fate.error };
    else if (fate.kind === 'unknown') this.#failure = { cause: fate.cause };
    if (fate.kind !== 'rejected') return;
    const { reject, told } = fate;
    if (told) {
      this.#samples.set(size, told.amount);
      this.#learn(told);
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
      if (frame.type === FrameType.streamMaxMoney && frame.streamId === STREAM_ID) this.#room = roomOf(frame);
    }
  }

  #sorted(): Sample[] {
    return [...this.#samples].map(([source, target]) => ({ source, target })).toSorted((a, b) => (a.source < b.source ? -1 : 1));
  }
}
