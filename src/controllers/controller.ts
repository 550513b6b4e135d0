import type { PortConnection } from './port-connection.ts';

/** What a port's controller does with it. */
export interface ControllerSteps<View, Command> {
  /** A command, or nothing for a message that is none: it is dropped. */
  parse(message: unknown): Command | undefined;
  /** Does what a page asks. When it fails, every page is shown what is stored. */
  run(command: Command, connection: PortConnection): Promise<unknown>;
  /** Builds what every page shows, from what is stored. Absent where pages are answered one by one. */
  view?(): Promise<View>;
  /** A page is gone. */
  onLeave?(connection: PortConnection): void;
}

/** Serves the pages that are connected to one port: commands in, views out. */
export class Controller<View, Command> {
  readonly #connections = new Set<PortConnection>();
  readonly #steps: ControllerSteps<View, Command>;
  #turn = 0;

  constructor(steps: ControllerSteps<View, Command>) {
    this.#steps = steps;
  }

  get isConnected(): boolean {
    return this.#connections.size > 0;
  }

  has(connection: PortConnection): boolean {
    return this.#connections.has(connection);
  }

  /** Serves a page until it is gone. */
  connect(connection: PortConnection): void {
    const { parse, run, onLeave } = this.#steps;
    this.#connections.add(connection);
    const onMessage = (message: unknown): void => {
      const command = parse(message);
      if (command !== undefined) void run(command, connection).catch(() => this.show().catch(() => undefined));
    };
    connection.listen(onMessage, () => {
      this.#connections.delete(connection);
      onLeave?.(connection);
    });
  }

  /** Answers one page. */
  post(connection: PortConnection, view: View): void {
    connection.post(view);
  }

  /** Tells every page. */
  tell(view: View): void {
    for (const connection of this.#connections) connection.post(view);
  }

  /**
   * Sends the view to every page. Views are built over several turns, so one that was overtaken by a later one is not sent.
   * @returns the view that was sent.
   */
  async show(): Promise<View | undefined> {
    const { view } = this.#steps;
    if (!view || !this.isConnected) return undefined;
    const turn = ++this.#turn;
    const built = await view();
    if (turn !== this.#turn) return undefined;
    this.tell(built);
    return built;
  }
}
