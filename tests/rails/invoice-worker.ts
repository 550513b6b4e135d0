import type { Person } from '../../demo/tests/support.ts';
import type { World } from '../../demo/world.ts';
import type { Intent } from '../../src/model/intent.ts';
import type { Database } from '../../src/storage/database.ts';
import { createInvoiceRig, invoiceIntent } from './invoice-rig.ts';
import { RailWorker } from './rail-worker.ts';

/** A worker that pays invoices. */
export class InvoiceWorker extends RailWorker {
  readonly #intentOf: (url: string, value?: string) => Intent;

  constructor(world: World, payer: Person, database: Database, walletId: string) {
    super({
      world,
      payer,
      database,
      walletId,
      openRail: (fetch, later) => {
        const rig = createInvoiceRig(world, payer, { fetch });
        rig.later = later;
        return rig.rail;
      },
    });
    this.#intentOf = (url, value) => invoiceIntent(createInvoiceRig(world, payer).rail, url, value);
  }

  intent(url: string, value?: string): Intent {
    return { ...this.#intentOf(url, value), requestId: crypto.randomUUID() };
  }
}
