import { sameBytes, utf8 } from './bytes.ts';
import { type Clock, systemClock } from './clock.ts';
import { isIlpAddress, readReply, writePrepare } from './ilp-packet.ts';
import { conditionOf } from './keys.ts';
import { MalformedPacket, Reader } from './oer.ts';
import type { Uplink } from './uplink.ts';

/** The sender's account at the connector. Packet amounts are in its asset's smallest unit. */
export interface UplinkAccount {
  readonly address: string;
  readonly assetCode: string;
  readonly assetScale: number;
}

const TIMEOUT_MS = 10_000;
/** The fixed fulfillment of IL-DCP (IL-RFC 31): its packets carry no money. */
const FULFILLMENT = new Uint8Array(32);
const ASSET_CODE = /^[\x21-\x7e]{1,32}$/;

/**
 * Requests our ILP address and asset from the connector (IL-DCP, IL-RFC 31).
 * @throws MalformedPacket for another answer; UplinkError; the signal's reason.
 */
export async function readAccount(uplink: Uplink, signal: AbortSignal, clock: Clock = systemClock): Promise<UplinkAccount> {
  const prepare = writePrepare({
    amount: 0n,
    expiresAt: clock.now() + TIMEOUT_MS,
    condition: await conditionOf(FULFILLMENT),
    destination: 'peer.config',
    data: utf8(''),
  });
  const reply = readReply(await uplink.send(prepare, signal));
  if (reply.type !== 'fulfill') throw new MalformedPacket(`the connector tells no account: ${reply.code}`);
  if (!sameBytes(reply.fulfillment, FULFILLMENT)) throw new MalformedPacket('not the fulfillment of IL-DCP');
  const content = new Reader(reply.data);
  const address = content.text();
  const assetScale = content.u8();
  const assetCode = content.text();
  if (!isIlpAddress(address)) throw new MalformedPacket('the account has no ILP address');
  if (!ASSET_CODE.test(assetCode)) throw new MalformedPacket('the account has no asset code');
  return { address, assetCode, assetScale };
}
