// The hop itself, in a process of its own: USD/9 on the payers' side, USD/6 on the payee's, at par and without a margin.
// Tells on stdout, a line of JSON each: the port of each account, and when all of them are connected.
import { createRequire } from 'node:module';

const require = createRequire(import.meta.url);
const { createApp } = require('ilp-connector');
const PluginBtp = require('ilp-plugin-btp');
const { Server } = require('ws');

const [secret] = process.argv.slice(2);
// More packets than anybody sends here: the connector's own brake is not what is measured.
const rateLimit = { refillPeriod: 1_000, refillCount: 1_000_000, capacity: 1_000_000 };

const tell = (words) => process.stdout.write(`${JSON.stringify(words)}\n`);

/** BTP on a free port of this machine alone. */
function listener(account) {
  class Loopback extends Server {
    constructor() {
      super({ host: '127.0.0.1', port: 0 });
      this.once('listening', () => tell({ account, port: this.address().port }));
    }
  }
  const silent = Object.assign(() => undefined, { info() {}, warn() {}, error: console.error, debug() {}, trace() {} });
  return new PluginBtp({ listener: { secret, wsOpts: {} } }, { log: silent, WebSocketServer: Loopback });
}

const usd = (assetScale, account) => ({ relation: 'child', assetCode: 'USD', assetScale, plugin: listener(account), rateLimit });
const payer = (account) => ({ ...usd(9, account), maxPacketAmount: '1000000' });

const app = createApp({
  ilpAddress: 'test.hop',
  env: 'test',
  backend: 'one-to-one',
  spread: 0,
  accounts: { ours: payer('ours'), theirs: payer('theirs'), payee: usd(6, 'payee') },
});
await app.listen();
tell({ ready: true });
