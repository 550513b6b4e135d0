import type { PortConnection } from './port-connection.ts';

/** The open pages of one kind, which all show the same view. */
export class ConnectedPages<View> {
  readonly #connections = new Set<PortConnection>();
  readonly #view: () => Promise<View>;
  #turn = 0;

  /** @param view builds the view from what is stored. */
  constructor(view: () => Promise<View>) {
    this.#view = view;
  }

  get isAny(): boolean {
    return this.#connections.size > 0;
  }

  /** Serves a page until it is gone. */
  connect(connection: PortConnection, onMessage: (message: unknown) => void): void {
    this.#connections.add(connection);
    connection.listen(onMessage, () => this.#connections.delete(connection));
  }

  /**
   * Sends the view to every page. Views are built over several turns, so one that was overtaken by a later one is not sent.
   * @returns the view that was sent.
   */
  async show(): Promise<View | undefined> {
    if (!this.isAny) return undefined;
    const turn = ++this.#turn;
    const view = await this.#view();
    if (turn !== this.#turn) return undefined;
    for (const connection of this.#connections) connection.post(view);
    return view;
  }
}
