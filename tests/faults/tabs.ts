import { setTimeout as sleep } from 'node:timers/promises';
import * as v from 'valibot';
import { PATIENCE_MS } from '../support/patience.ts';
import { type DevTools, evaluateIn } from './cdp.ts';

const targetInfo = v.object({ targetId: v.string(), type: v.string(), url: v.string() });
const infoEvent = v.object({ targetInfo });
const point = v.nullable(v.object({ x: v.number(), y: v.number() }));

/** A page of the browser, or the toolbar's popup. */
export class Tab {
  readonly targetId: string;
  readonly #devTools: DevTools;
  readonly #session: string;

  constructor(devTools: DevTools, targetId: string, session: string) {
    this.#devTools = devTools;
    this.targetId = targetId;
    this.#session = session;
  }

  /** @throws {Error} also if the page closes meanwhile. */
  evaluate(expression: string): Promise<unknown> {
    return evaluateIn(this.#devTools, this.#session, expression);
  }

  /** Clicks on an element with mouse events. @returns false if it does not exist. */
  async click(element: string): Promise<boolean> {
    const at = await this.evaluate(`((element) => {
      const box = element?.getBoundingClientRect();
      return box && box.width > 0 ? { x: box.x + box.width / 2, y: box.y + box.height / 2 } : null;
    })(${element})`);
    const place = v.parse(point, at);
    if (!place) return false;
    const mouse = (type: string) =>
      this.#devTools.send('Input.dispatchMouseEvent', { type, ...place, button: 'left', clickCount: 1 }, this.#session);
    await mouse('mouseMoved');
    await mouse('mousePressed');
    await mouse('mouseReleased');
    return true;
  }

  /** Resolves when the expression is true. */
  async until(expression: string, timeoutMs = PATIENCE_MS): Promise<void> {
    const deadline = Date.now() + timeoutMs;
    while ((await this.evaluate(expression).catch(() => false)) !== true) {
      if (Date.now() > deadline) throw new Error(`never came true: ${expression}`);
      await sleep(10);
    }
  }

  async close(): Promise<void> {
    await this.#devTools.send('Target.closeTarget', { targetId: this.targetId }).catch(() => undefined);
  }
}

/** The browser's pages. Attaches to a page on first use, and never to workers. */
export class Tabs {
  readonly #devTools: DevTools;
  readonly #targets = new Map<string, v.InferOutput<typeof targetInfo>>();
  readonly #attached = new Map<string, Promise<Tab>>();

  static async watch(devTools: DevTools): Promise<Tabs> {
    const tabs = new Tabs(devTools);
    await devTools.send('Target.setDiscoverTargets', { discover: true });
    return tabs;
  }

  private constructor(devTools: DevTools) {
    this.#devTools = devTools;
    devTools.listen((method, params) => {
      if (method === 'Target.targetCreated' || method === 'Target.targetInfoChanged') {
        const { targetInfo: info } = v.parse(infoEvent, params);
        this.#targets.set(info.targetId, info);
      }
      if (method === 'Target.targetDestroyed') {
        this.#targets.delete(String(params['targetId']));
        this.#attached.delete(String(params['targetId']));
      }
    });
  }

  /** Opens a page without waiting for it. */
  async open(url: string): Promise<Tab> {
    const { targetId } = await this.#devTools.send('Target.createTarget', { url });
    return this.#attach(String(targetId));
  }

  /** The newest page with a matching URL. */
  async find(fits: (url: string) => boolean): Promise<Tab | undefined> {
    const target = [...this.#targets.values()].findLast(({ type, url }) => type === 'page' && fits(url));
    return target && this.#attach(target.targetId).catch(() => undefined);
  }

  /** URLs of all pages. */
  urls(): string[] {
    return [...this.#targets.values()].filter(({ type }) => type === 'page').map(({ url }) => url);
  }

  /** Whether a service worker of this origin is running. */
  hasWorker(origin: string): boolean {
    return this.#workers(origin).length > 0;
  }

  /** Stops a service worker without attaching to it. */
  async closeWorker(origin: string): Promise<void> {
    const doomed = this.#workers(origin);
    await Promise.all(doomed.map(({ targetId }) => this.#devTools.send('Target.closeTarget', { targetId })));
    while (doomed.some(({ targetId }) => this.#targets.has(targetId))) await sleep(5);
  }

  /** Closes every page with a matching URL. */
  async closeAll(fits: (url: string) => boolean): Promise<void> {
    const doomed = [...this.#targets.values()].filter(({ type, url }) => type === 'page' && fits(url));
    await Promise.all(doomed.map(({ targetId }) => this.#devTools.send('Target.closeTarget', { targetId }).catch(() => undefined)));
  }

  #workers(origin: string): v.InferOutput<typeof targetInfo>[] {
    return [...this.#targets.values()].filter(({ type, url }) => type === 'service_worker' && url.startsWith(origin));
  }

  #attach(targetId: string): Promise<Tab> {
    const known = this.#attached.get(targetId);
    if (known) return known;
    const attaching = this.#devTools
      .send('Target.attachToTarget', { targetId, flatten: true })
      .then(({ sessionId }) => new Tab(this.#devTools, targetId, String(sessionId)));
    this.#attached.set(targetId, attaching);
    attaching.catch(() => this.#attached.delete(targetId));
    return attaching;
  }
}
