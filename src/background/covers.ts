import { CLOSE_COVER, COVER_PORT, type CoverKind } from '../messages/cover.ts';
import { parseCover } from '../messages/cover-parser.ts';
import type { Payment } from '../model/payment.ts';
import { browser } from '../platform/browser.ts';
import { PortConnection } from '../controllers/port-connection.ts';

interface Cover {
  readonly kind: CoverKind;
  readonly tabId: number | undefined;
}

/** The pages' picture-in-picture windows, which stay on top of the sheet and may cover what it says. */
export class PictureInPicture {
  readonly #open = new Map<PortConnection, Cover>();
  readonly #onChange: () => void;

  /** @param onChange called when such a window was opened or closed. */
  constructor(onChange: () => void) {
    this.#onChange = onChange;
  }

  /** A page's content script speaks of a window. */
  connect(connection: PortConnection, tabId = connection.port.sender?.tab?.id): void {
    const onMessage = (message: unknown): void => {
      const cover = parseCover(message);
      if (!cover) return;
      this.#open.set(connection, { kind: cover.kind, tabId });
      this.#onChange();
    };
    connection.listen(onMessage, () => {
      if (this.#open.delete(connection)) this.#onChange();
    });
  }

  /** Has all pages say what is open: this worker may not have been there when it was opened. */
  async ask(): Promise<void> {
    for (const { id } of await browser.tabs.query({ discarded: false })) {
      if (id !== undefined) this.connect(new PortConnection(browser.tabs.connect(id, { name: COVER_PORT })), id);
    }
  }

  /**
   * Whether one may cover a payment. A window with a document counts whosever it is; one with a video only where it is of the tab that
   * asks, so that a film in another tab holds nothing up.
   */
  mayCover({ intent }: Pick<Payment, 'intent'>): boolean {
    return this.#covering(intent.source.tabId).length > 0;
  }

  /** Closes those that may cover a payment. */
  close({ intent }: Pick<Payment, 'intent'>): void {
    for (const connection of this.#covering(intent.source.tabId)) connection.post(CLOSE_COVER);
  }

  #covering(tabId: number | undefined): readonly PortConnection[] {
    return [...this.#open].flatMap(([connection, cover]) => (cover.kind === 'document' || cover.tabId === tabId ? [connection] : []));
  }
}
