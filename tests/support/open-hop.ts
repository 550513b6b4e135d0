import { randomBytes, randomUUID } from 'node:crypto';
import { createRequire } from 'node:module';
import { createInterface } from 'node:readline';
import { type Connection, type createConnection, createServer } from 'ilp-protocol-stream';
import * as v from 'valibot';
import { WebSocket } from 'ws';
import { start, stop } from '../../scripts/lib/processes.ts';
import { BtpUplink, type StreamCredentials, type Uplink } from '../../src/stream/index.ts';
import { hopFolder } from './install-hop.ts';
import { PATIENCE_MS } from './patience.ts';

export type Plugin = Parameters<typeof createConnection>[0]['plugin'];

/** What the receiver of one payment received, in USD/6. */
export interface Receipts {
  readonly credentials: StreamCredentials;
  total: bigint;
  packets: number;
}

/** A connector in a separate process, with BTP on both sides: payers have USD/9, the receiver USD/6. */
export interface Hop {
  /** The uplink of our account. */
  readonly uplink: Uplink;
  /** For one payment of the library, from an account with the same terms; it ends with the payment. */
  connectPlugin(): Promise<Plugin>;
  /** New credentials of the receiver, and what it receives with them. */
  expectPayment(): Receipts;
  close(): Promise<void>;
}

const ACCOUNTS = ['ours', 'theirs', 'payee'] as const;
type Account = (typeof ACCOUNTS)[number];

/** The output of `connector.mjs`, one message per line. */
const Words = v.union([v.object({ account: v.picklist(ACCOUNTS), port: v.number() }), v.object({ ready: v.literal(true) })]);

/** Needs the packages of `installHop`. */
export async function openHop(): Promise<Hop> {
  const PluginBtp = createRequire(`${hopFolder}/`)('ilp-plugin-btp') as new (options: { server: string }) => Plugin;
  const secret = randomBytes(16).toString('hex');
  const connector = await startConnector(secret);
  const plugins: Plugin[] = [];
  try {
    const pluginOf = (account: Account) => new PluginBtp({ server: `btp+ws://:${secret}@127.0.0.1:${connector.port(account)}` });
    const connectPlugin = async () => {
      const plugin = pluginOf('theirs');
      plugins.push(plugin);
      await plugin.connect();
      return plugin;
    };
    const server = await createServer({ plugin: pluginOf('payee') });
    const uplink = await BtpUplink.open({
      url: `ws://127.0.0.1:${connector.port('ours')}`,
      username: '',
      secret,
      signal: AbortSignal.timeout(PATIENCE_MS),
      openSocket: (url) => new WebSocket(url),
    });
    // The connector starts when all of its accounts have connected once.
    await (await connectPlugin()).disconnect();
    await connector.ready();
    const expected = new Map<string, Receipts>();
    server.on('connection', (connection: Connection) => book(connection, expected.get(connection.connectionTag ?? '')));
    return {
      uplink,
      connectPlugin,
      expectPayment: () => {
        const connectionTag = randomUUID();
        const { destinationAccount, sharedSecret } = server.generateAddressAndSecret({ connectionTag });
        const receipts = { credentials: { ilpAddress: destinationAccount, sharedSecret }, total: 0n, packets: 0 };
        expected.set(connectionTag, receipts);
        return receipts;
      },
      close: async () => {
        uplink.close();
        await Promise.all(plugins.map((plugin) => plugin.disconnect()));
        await server.close();
        await connector.stop();
      },
    };
  } catch (error) {
    await connector.stop();
    throw error;
  }
}

interface PaidStream {
  setReceiveMax(limit: string): void;
  on(event: string, listener: (amount: string) => void): void;
}

function book(connection: Connection, receipts: Receipts | undefined): void {
  connection.on('error', () => undefined);
  if (!receipts) return;
  connection.on('stream', (stream: PaidStream) => {
    stream.on('error', () => undefined);
    stream.setReceiveMax((10n ** 18n).toString());
    stream.on('money', (amount) => {
      receipts.total += BigInt(amount);
      receipts.packets += 1;
    });
  });
}

/** Resolves when it listens for each of its accounts; `ready` resolves when each has connected. */
async function startConnector(secret: string) {
  const child = start(process.execPath, ['connector.mjs', secret], { cwd: hopFolder });
  const { stdout, stderr } = child;
  if (!stdout || !stderr) throw new Error('the connector says nothing');
  const ports = new Map<Account, number>();
  const lines = createInterface(stdout);
  let troubles = '';
  stderr.on('data', (chunk: Buffer) => (troubles = (troubles + chunk.toString('utf8')).slice(-2_000)));
  const ended = new Promise<never>((_, reject) => child.once('close', () => reject(new Error(`the connector ended: ${troubles}`))));
  ended.catch(() => undefined);
  const told = (isThere: () => boolean) =>
    new Promise<void>((resolve) => {
      if (isThere()) resolve();
      else lines.on('line', () => isThere() && resolve());
    });
  let isReady = false;
  lines.on('line', (line) => {
    // Its own log has the same stream.
    if (!line.startsWith('{')) return;
    const words = v.parse(Words, JSON.parse(line));
    if ('ready' in words) isReady = true;
    else ports.set(words.account, words.port);
  });
  await Promise.race([told(() => ports.size === ACCOUNTS.length), ended]);
  return {
    port: (account: Account) => ports.get(account) ?? 0,
    ready: () => Promise.race([told(() => isReady), ended]),
    stop: () => stop(child),
  };
}
