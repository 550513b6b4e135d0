import type {
  ManualPaymentAnswer,
  ManualPaymentCommand,
  ManualPaymentView,
  ManualPayee,
  PayCommand,
  RecentPayment,
  ScanCommand,
  OpenedFrom,
} from '../../messages/manual-payment.ts';
import { parseManualPaymentCommand } from '../../messages/manual-payment-parser.ts';
import type { Asset } from '../../model/amount.ts';
import { TenderError, toTenderError } from '../../model/errors.ts';
import type { Intent, RailRequest } from '../../model/intent.ts';
import { knownHosts, lookalikeOf } from '../../model/payees/lookalike.ts';
import type { PaidBefore } from '../../model/payees/payee-memory.ts';
import type { Rail } from '../../model/rail.ts';
import { parsePayable } from './parse-payable.ts';
import type { Checkout } from '../checkout/checkout.ts';
import { chooseCode } from './choose-code.ts';
import type { OnPage } from '../environment.ts';
import { Controller } from '../controller.ts';
import type { PortConnection } from '../port-connection.ts';

/** A payee as its own server describes it. `publicName` is untrusted text. */
interface PayeeFacts {
  readonly address: string;
  readonly publicName?: string;
  readonly asset: Asset;
  /** The host of the address that was asked, where it led to this one. */
  readonly ledFrom?: string;
}

/** What a popup shows from its opening on. */
type Opened = OnPage & Pick<ManualPaymentView, 'recent'>;

/** What it needs of the other modules. */
export interface ManualPaymentsDeps {
  readonly rails: ReadonlyMap<string, Rail>;
  readonly checkout: Pick<Checkout, 'bring'>;
  onPageInFront(): Promise<OnPage>;
  /** The origin of the page that a tab shows now, where the browser says it. */
  originOf(tabId: number): Promise<string | undefined>;
  /** Reads a wallet address from its own server. */
  readPayee(address: string): Promise<PayeeFacts>;
  /** Everything that was paid, for the memory of hosts. */
  paid(): Promise<readonly PaidBefore[]>;
  openSheet(tabId: number | undefined): void;
  /** The last payments, for who opens the popup. */
  recent(): Promise<readonly RecentPayment[]>;
}

/**
 * What the user brings to be paid, by themselves: a link or a declaration of a page, a code, a text, a link's menu. Nothing is asked of
 * any server before they say so, and what is asked for then goes the way of every payment.
 */
export class ManualPayments {
  readonly #deps: ManualPaymentsDeps;
  readonly #pages = new Controller<ManualPaymentView, ManualPaymentCommand>({
    parse: parseManualPaymentCommand,
    run: (command) => (command.type === 'scan' ? this.#scan(command) : this.#pay(command)),
    onLeave: (connection) => this.#left(connection),
  });
  /** What the page of each open popup holds; known a moment after the popup has connected. */
  readonly #opened = new Map<PortConnection, Opened>();
  /** The answer to the last wish, until its popup is gone. */
  #answer: ManualPaymentAnswer | undefined;

  constructor(deps: ManualPaymentsDeps) {
    this.#deps = deps;
  }

  /** True while there is an answer to show, or one to wait for. */
  get isBringing(): boolean {
    return this.#answer !== undefined;
  }

  /** Serves the popup while nothing waits to be paid there. */
  connect(connection: PortConnection): void {
    this.#pages.connect(connection);
    // What cannot be read of the journal keeps nobody from paying.
    const recent = this.#deps.recent().catch(() => []);
    void Promise.all([this.#deps.onPageInFront(), recent]).then(([onPage, payments]) => {
      if (!this.#pages.has(connection)) return;
      this.#opened.set(connection, payments.length > 0 ? { ...onPage, recent: payments } : onPage);
      this.#show();
    });
  }

  #left(connection: PortConnection): void {
    this.#opened.delete(connection);
    if (!this.#pages.isConnected) this.#answer = undefined;
  }

  /** The user chose "Pay with Tender" in a link's menu. What there is to say about it is said in the popup. */
  async fromMenu(text: string, from: OpenedFrom | undefined): Promise<void> {
    await this.#pay({ type: 'pay', ticket: crypto.randomUUID(), via: 'menu', text, ...(from ? { from } : {}) });
    if (this.#answer) this.#deps.openSheet(from?.tabId);
  }

  /** Of the codes in one picture the one that asks for a payment is paid; between several the user chooses before anybody is asked. */
  async #scan({ ticket, texts, from }: ScanCommand): Promise<void> {
    try {
      const chosen = chooseCode(this.#deps.rails, texts);
      if ('choices' in chosen) return this.#tell({ ticket, state: 'choice', choices: chosen.choices });
      await this.#pay({ type: 'pay', ticket, via: 'scanned', text: chosen.text, ...(from ? { from } : {}) });
    } catch (thrown) {
      const { code, params } = toTenderError(thrown);
      this.#tell({ ticket, state: 'failed', problem: { code, params } });
    }
  }

  async #pay(command: PayCommand): Promise<void> {
    const { ticket, via } = command;
    const isForMenu = via === 'menu';
    const mine = via === 'menu' && command.amount === undefined ? {} : { ticket };
    this.#tell({ ...mine, state: 'working' }, isForMenu);
    try {
      const request = await this.#requestOf(command);
      const from = await this.#whence(command);
      if (request.kind === 'walletAddress' && !command.amount) {
        const payee = await this.#payee(request.target);
        this.#tell({ ...mine, state: 'amount', payee, via, ...(from ? { from } : {}) }, isForMenu);
        return;
      }
      await this.#deps.checkout.bring(intentOf(command, request, from));
      this.#tell(undefined);
    } catch (thrown) {
      const { code, params } = toTenderError(thrown);
      this.#tell({ ...mine, state: 'failed', problem: { code, params } }, isForMenu);
    }
  }

  /** @throws {TenderError} as `parsePayable` does, and for a hosted checkout page what its gateway and the registry say. */
  async #requestOf({ text, isCheckout }: PayCommand): Promise<RailRequest> {
    const { rails } = this.#deps;
    if (!isCheckout) return parsePayable(rails, text);
    const rail = [...rails.values()].find(({ readHostedRequest }) => readHostedRequest !== undefined);
    // The rail's own time limits end it.
    const request = await rail?.readHostedRequest?.(text, new AbortController().signal);
    if (!request) throw new TenderError('not-payable');
    return request;
  }

  /** A picture of a tab was taken after its page was asked who it is: of a page that has come since nothing is said. */
  async #whence({ via, from }: PayCommand): Promise<OpenedFrom | undefined> {
    if (via !== 'scanned' || from?.origin === undefined) return from;
    return (await this.#deps.originOf(from.tabId)) === from.origin ? from : { tabId: from.tabId };
  }

  async #payee(address: string): Promise<ManualPayee> {
    const { address: id, publicName: name, asset, ledFrom } = await this.#deps.readPayee(address);
    const { host } = new URL(id);
    const likeness = lookalikeOf(host, knownHosts(new Set((await this.#deps.paid()).map(({ payee }) => new URL(payee).host))));
    const looksLike = likeness && (likeness.like === undefined ? {} : { like: likeness.like });
    const told = { ...(name === undefined ? {} : { name }), ...(ledFrom === undefined ? {} : { ledFrom }) };
    return { address: id, host, asset, ...told, ...(looksLike ? { looksLike } : {}) };
  }

  /** @param isForMenu true where the popup opens only for the answer; any other that comes when its popup is gone is dropped. */
  #tell(answer: ManualPaymentAnswer | undefined, isForMenu = false): void {
    this.#answer = isForMenu || this.#pages.isConnected ? answer : undefined;
    this.#show();
  }

  #show(): void {
    for (const [connection, opened] of this.#opened) {
      this.#pages.post(connection, { ...opened, ...(this.#answer ? { answer: this.#answer } : {}) });
    }
  }
}

/** The intent of a user: no page waits for it, and the wish's own ticket keeps it one payment. */
function intentOf({ ticket, via, amount }: PayCommand, request: RailRequest, from: OpenedFrom | undefined): Intent {
  const total = amount && request.kind === 'walletAddress' ? { total: amount } : {};
  return { requestId: ticket, source: { kind: 'user', via, ...from }, request, ...total, items: [], pending: false };
}
