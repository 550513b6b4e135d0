import { WebSocket } from 'undici';
import * as v from 'valibot';

export type Params = Readonly<Record<string, unknown>>;

/** Called with each event of a session; `session` is undefined for the browser itself. */
export type OnEvent = (method: string, params: Params, session: string | undefined) => void;

const reply = v.object({
  id: v.number(),
  result: v.optional(v.record(v.string(), v.unknown())),
  error: v.optional(v.object({ message: v.string() })),
});
const event = v.object({
  method: v.string(),
  params: v.optional(v.record(v.string(), v.unknown()), {}),
  sessionId: v.optional(v.string()),
});

interface Waiting {
  readonly session: string | undefined;
  readonly resolve: (result: Params) => void;
  readonly reject: (error: Error) => void;
}

/**
 * A connection to the browser over the DevTools protocol that attaches to no target by itself. Playwright attaches to the service worker,
 * and a worker with a debugger is never stopped as idle.
 */
export class DevTools {
  readonly #socket: WebSocket;
  readonly #waiting = new Map<number, Waiting>();
  readonly #listeners = new Set<OnEvent>();
  #lastId = 0;

  /** @param endpoint `http://127.0.0.1:PORT` */
  static async connect(endpoint: string): Promise<DevTools> {
    const version: unknown = await (await fetch(`${endpoint}/json/version`)).json();
    const { webSocketDebuggerUrl } = v.parse(v.object({ webSocketDebuggerUrl: v.string() }), version);
    const socket = new WebSocket(webSocketDebuggerUrl);
    await new Promise<void>((resolve, reject) => {
      socket.addEventListener('open', () => resolve(), { once: true });
      socket.addEventListener('error', () => reject(new Error('no line to the browser')), { once: true });
    });
    return new DevTools(socket);
  }

  private constructor(socket: WebSocket) {
    this.#socket = socket;
    socket.addEventListener('message', ({ data }) => this.#hear(String(data)));
    socket.addEventListener('close', () => this.#giveUp(() => true));
  }

  /** @throws {Error} if the browser refuses, or if the session ends. */
  send(method: string, params: Params = {}, sessionId?: string): Promise<Params> {
    const id = (this.#lastId += 1);
    return new Promise((resolve, reject) => {
      this.#waiting.set(id, { session: sessionId, resolve, reject });
      this.#socket.send(JSON.stringify({ id, method, params, ...(sessionId === undefined ? {} : { sessionId }) }));
    });
  }

  listen(listener: OnEvent): void {
    this.#listeners.add(listener);
  }

  close(): void {
    this.#socket.close();
  }

  #giveUp(isGone: (session: string | undefined) => boolean): void {
    for (const [id, { session, reject }] of this.#waiting) {
      if (!isGone(session)) continue;
      this.#waiting.delete(id);
      reject(new Error('what was spoken to is gone'));
    }
  }

  #hear(text: string): void {
    const message: unknown = JSON.parse(text);
    const answer = v.safeParse(reply, message);
    if (answer.success) {
      const { id, result, error } = answer.output;
      const waiting = this.#waiting.get(id);
      this.#waiting.delete(id);
      if (error) waiting?.reject(new Error(error.message));
      else waiting?.resolve(result ?? {});
      return;
    }
    const told = v.safeParse(event, message);
    if (!told.success) return;
    const { method, params, sessionId } = told.output;
    // A detached session answers no requests.
    if (method === 'Target.detachedFromTarget') this.#giveUp((session) => session === params['sessionId']);
    for (const listener of this.#listeners) listener(method, params, sessionId);
  }
}

const evaluated = v.object({
  result: v.object({ value: v.optional(v.unknown()) }),
  exceptionDetails: v.optional(v.object({ text: v.string(), exception: v.optional(v.object({ description: v.optional(v.string()) })) })),
});

/** Evaluates an expression in a session and returns its value as JSON. @throws {Error} the exception of the expression. */
export async function evaluateIn(devTools: DevTools, session: string, expression: string): Promise<unknown> {
  const params = { expression, returnByValue: true, awaitPromise: true };
  const { result, exceptionDetails } = v.parse(evaluated, await devTools.send('Runtime.evaluate', params, session));
  if (exceptionDetails) throw new Error(exceptionDetails.exception?.description ?? exceptionDetails.text);
  return result.value;
}
