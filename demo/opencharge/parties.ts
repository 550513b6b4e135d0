import * as v from 'valibot';
import type { Hosts } from '../hosts.ts';
import { oncePerWorld } from '../servers/per-world.ts';
import { Collection } from '../storage/collection.ts';
import type { Database } from '../storage/database.ts';
import { createSecretKey, publicKeyOf, signObject } from './signature.ts';

/** What the registry and its own metadata say of a party. */
interface Listing {
  readonly ocid: string;
  readonly host: string;
  readonly name: string;
  readonly description: string;
  readonly capabilities: readonly string[];
  /** Through whom it may be paid. */
  readonly accepts: readonly string[];
  /** Of a merchant: the gateways that may open checkouts in its name. */
  readonly gateways?: readonly string[];
}

export const MERCHANT = '500';
export const MERCHANT_GATEWAY = '300';
export const PAYMENT_GATEWAY = '200';
export const SETTLEMENT_PROVIDER = '100';

const listings: readonly Listing[] = [
  {
    ocid: MERCHANT,
    host: 'merchant',
    name: 'Merchant Store',
    description: 'A shop that signs its orders',
    capabilities: ['transfer.webhook', 'orders.status'],
    accepts: [PAYMENT_GATEWAY, MERCHANT_GATEWAY, SETTLEMENT_PROVIDER],
    gateways: [MERCHANT_GATEWAY],
  },
  {
    ocid: MERCHANT_GATEWAY,
    host: 'merchantgateway',
    name: 'Harbour Merchant Services',
    description: 'Keeps the accounts of merchants',
    capabilities: ['orders.create.session', 'transfer.create', 'transfer.webhook', 'payment.create', 'payment.settle', 'verify.txid'],
    accepts: [PAYMENT_GATEWAY, SETTLEMENT_PROVIDER],
  },
  {
    ocid: PAYMENT_GATEWAY,
    host: 'paymentgateway',
    name: 'Lantern Pay',
    description: 'Takes payments of shoppers from their wallets',
    capabilities: ['checkout.create', 'verify.txid'],
    accepts: [MERCHANT_GATEWAY, SETTLEMENT_PROVIDER],
  },
  {
    ocid: SETTLEMENT_PROVIDER,
    host: 'settlement',
    name: 'Keel Settlement',
    description: 'Moves money between gateways',
    capabilities: ['transfer.create', 'verify.txid'],
    accepts: [],
  },
];

const keptSchema = v.object({ secretKey: v.string(), capabilities: v.array(v.string()) });

/** A party of the demo world with its secret key. */
export class Party {
  readonly ocid: string;
  readonly name: string;
  readonly #listing: Listing;
  readonly #hosts: Hosts;
  readonly #kept: Collection<typeof keptSchema>;

  constructor(listing: Listing, hosts: Hosts, db: Database) {
    this.ocid = listing.ocid;
    this.name = listing.name;
    this.#listing = listing;
    this.#hosts = hosts;
    this.#kept = new Collection(db, 'opencharge/parties', keptSchema);
    if (!this.#kept.get(this.ocid)) this.#save({ secretKey: createSecretKey(), capabilities: [...listing.capabilities] });
  }

  get origin(): string {
    return this.#hosts.origin(this.#listing.host);
  }

  /** Where its protocol's routes are, without a trailing slash. */
  get endpoint(): string {
    return `${this.origin}/opencharge`;
  }

  get metadataUrl(): string {
    return `${this.endpoint}/metadata.json`;
  }

  get secretKey(): string {
    return this.#read().secretKey;
  }

  sign(value: unknown): string {
    return signObject(value, this.secretKey);
  }

  supports(capability: string): boolean {
    return this.#read().capabilities.includes(capability);
  }

  setCapabilities(capabilities: readonly string[]): void {
    this.#save({ ...this.#read(), capabilities: [...capabilities] });
  }

  /** Signs with another key from now on; those who kept its metadata learn of it when a signature fails. */
  rotateKey(): void {
    this.#save({ ...this.#read(), secretKey: createSecretKey() });
  }

  /** Its metadata; `signer` is the secret key for the self-signature, its own without one. */
  metadata(signer: string = this.secretKey) {
    const { name, description, accepts, gateways } = this.#listing;
    const { secretKey, capabilities } = this.#read();
    const config = {
      publicKey: publicKeyOf(secretKey),
      endpoint: this.endpoint,
      capabilities,
      settlement: { currencies: ['USD'], accepts },
      ...(gateways ? { gateways } : {}),
    };
    const icon = `${this.endpoint}/icon.svg`;
    return {
      opencharge: '0.1',
      name,
      description,
      icon,
      config,
      kyc: [],
      signature: signObject(config, signer),
      contact: 'demo@example.com',
    };
  }

  #read(): v.InferOutput<typeof keptSchema> {
    const kept = this.#kept.get(this.ocid);
    if (!kept) throw new Error(`no key of ${this.ocid}`);
    return kept;
  }

  #save(kept: v.InferInput<typeof keptSchema>): void {
    this.#kept.put(this.ocid, '', kept);
  }
}

/** The parties of a world by OCID. A server uses its own; only the registry and helpers of tests look at all. */
export const partiesOf = oncePerWorld(
  ({ hosts, db }): ReadonlyMap<string, Party> => new Map(listings.map((listing) => [listing.ocid, new Party(listing, hosts, db)])),
);

/** One party of a world. Throws where there is none of this OCID. */
export function partyOf(world: Parameters<typeof partiesOf>[0], ocid: string): Party {
  const party = partiesOf(world).get(ocid);
  if (!party) throw new Error(`no party ${ocid}`);
  return party;
}
