import type { Catalogue, fillIn as fill } from '../support/catalogue.ts';

/**
 * Runs in the page before its scripts: a `browser` whose worker is a puppet. What the page sends is kept in `commands`; the test says
 * what the worker answers. Written as one self-contained function, as Playwright carries its text into the page.
 */
export interface FakeWorker {
  readonly commands: Record<string, unknown>[];
  readonly connections: () => number;
  /** The view that each new port hears first, or `ports` with one for each port's name; `undefined` keeps the worker silent. */
  answer: unknown;
  send(view: unknown): void;
  /** Ends the port as a dying worker does. */
  die(): void;
  /** While true, connecting fails. */
  gone: boolean;
  permissionsAsked: unknown[];
  grantsPermissions: boolean;
  tabsOpened: string[];
}

declare global {
  // oxlint-disable no-var -- a global of the page can only be declared so
  var fakeWorker: FakeWorker;
  var fillIn: typeof fill;
  // oxlint-enable no-var
}

export function installFakeWorker({ catalogue, answer }: { catalogue: Catalogue; answer: unknown }): void {
  type Listener = (message?: unknown) => void;
  interface Port {
    readonly messages: Listener[];
    readonly ends: Listener[];
    readonly isOpen: boolean;
  }
  const event = (listeners: Listener[]) => ({ addListener: (listener: Listener) => listeners.push(listener) });
  const ports: Port[] = [];
  const open = () => ports.filter(({ isOpen }) => isOpen);
  const copy = (value: unknown): unknown => structuredClone(value);

  const fake: FakeWorker = {
    commands: [],
    connections: () => ports.length,
    answer,
    send: (view) => open().forEach(({ messages }) => messages.forEach((listener) => listener(copy(view)))),
    die: () =>
      open().forEach((port) => {
        Object.assign(port, { isOpen: false });
        port.ends.forEach((listener) => listener());
      }),
    gone: false,
    permissionsAsked: [],
    grantsPermissions: true,
    tabsOpened: [],
  };

  const answerTo = (name: string): unknown => {
    const { answer } = fake;
    if (typeof answer !== 'object' || answer === null || !('ports' in answer)) return answer;
    // What follows the slash says what the page shows already.
    return (answer.ports as Record<string, unknown>)[name.split('/')[0] ?? name];
  };

  const connect = ({ name }: { name: string }) => {
    if (fake.gone) throw new Error('Extension context invalidated.');
    const port: Port = { messages: [], ends: [], isOpen: true };
    ports.push(port);
    setTimeout(() => {
      const first = answerTo(name);
      if (first !== undefined && port.isOpen) port.messages.forEach((listener) => listener(copy(first)));
    });
    return {
      postMessage: (command: Record<string, unknown>) => {
        if (!port.isOpen) throw new Error('Attempting to use a disconnected port object');
        fake.commands.push(command);
      },
      disconnect: () => Object.assign(port, { isOpen: false }),
      onMessage: event(port.messages),
      onDisconnect: event(port.ends),
    };
  };

  const getMessage = (key: string, substitutions?: readonly string[]) => fillIn(catalogue, key, substitutions);

  const browser = {
    runtime: { id: 'fake', connect, getManifest: () => ({ version: '0.1.0' }) },
    i18n: { getMessage },
    action: { getUserSettings: () => Promise.resolve({ isOnToolbar: false }) },
    tabs: {
      create: ({ url }: { url: string }) => {
        fake.tabsOpened.push(url);
        return Promise.resolve({});
      },
    },
    permissions: {
      contains: () => Promise.resolve(false),
      remove: () => Promise.resolve(true),
      request: (asked: unknown) => {
        fake.permissionsAsked.push(asked);
        return Promise.resolve(fake.grantsPermissions);
      },
    },
  };
  // Assigned, not defined: `chrome` is there already, and some versions of Chromium forbid redefining it.
  Object.assign(globalThis, { fakeWorker: fake, chrome: browser, browser });
}
