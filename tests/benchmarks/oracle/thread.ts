import { parentPort, workerData } from 'node:worker_threads';
import { createConnection } from 'ilp-protocol-stream';
import * as v from 'valibot';
import { WebSocket } from 'ws';
import { createWorldFetch } from '../../../demo/http/world-fetch.ts';
import { BtpUplink } from '../../../src/stream/index.ts';

const settingSchema = v.object({ port: v.number(), caPem: v.string(), url: v.string(), username: v.string(), secret: v.string() });
export type Setting = v.InferOutput<typeof settingSchema>;

const orderSchema = v.object({ invoice: v.string(), amount: v.string() });
export type Order = v.InferOutput<typeof orderSchema>;

const invoiceSchema = v.object({ destination_address: v.string(), shared_secret: v.string() });

const PATIENCE_MS = 60_000;

const { port, caPem, url, username, secret } = v.parse(settingSchema, workerData);
const { fetch } = createWorldFetch(port, caPem);

/** The way to the connector is our own, so that nothing but the senders differs. */
async function openPlugin() {
  const uplink = await BtpUplink.open({
    url,
    username,
    secret,
    signal: AbortSignal.timeout(PATIENCE_MS),
    openSocket: (address) => {
      const { host } = new URL(address);
      const options = { ca: caPem, servername: host, headers: { host } };
      return new WebSocket(address.replace(host, `127.0.0.1:${port}`), options);
    },
  });
  const never = new AbortController().signal;
  let isOpen = true;
  return {
    connect: () => Promise.resolve(),
    disconnect: () => {
      isOpen = false;
      uplink.close();
      return Promise.resolve();
    },
    isConnected: () => isOpen,
    sendData: async (data: Buffer) => Buffer.from(await uplink.send(Uint8Array.from(data), never)),
    registerDataHandler: () => undefined,
    deregisterDataHandler: () => undefined,
  };
}

/** @returns milliseconds from reading the invoice until all of it is sent. */
async function pay({ invoice, amount }: Order): Promise<number> {
  const started = performance.now();
  const [read, plugin] = await Promise.all([fetch(invoice).then(async (reply): Promise<unknown> => reply.json()), openPlugin()]);
  const { destination_address: destinationAccount, shared_secret: sharedSecret } = v.parse(invoiceSchema, read);
  const connection = await createConnection({
    plugin,
    destinationAccount,
    sharedSecret: Buffer.from(sharedSecret, 'base64'),
    // An invoice over less lets none of the larger packets through by which the library would measure more digits.
    minExchangeRatePrecision: 1,
  });
  connection.on('error', () => undefined);
  await connection.createStream().sendTotal(amount, { timeout: PATIENCE_MS });
  const ms = performance.now() - started;
  await connection.destroy().catch(() => undefined);
  return ms;
}

parentPort?.on('message', (order) => {
  pay(v.parse(orderSchema, order)).then(
    (ms) => parentPort?.postMessage(ms),
    (error: unknown) => {
      throw error;
    },
  );
});
