import { expect, it, vi } from 'vitest';
import { Controller } from './controller.ts';
import { PortConnection } from './port-connection.ts';

const NO_COMMANDS = { parse: () => undefined, run: () => Promise.resolve() };

function page() {
  const views: unknown[] = [];
  let leave: () => void = () => undefined;
  let say: (message: unknown) => void = () => undefined;
  const port = {
    postMessage: (view: unknown) => void views.push(view),
    onMessage: { addListener: (listener: (message: unknown) => void) => void (say = listener) },
    onDisconnect: { addListener: (listener: () => void) => void (leave = listener) },
  };
  // Only these parts of a port are used.
  const connection = new PortConnection(port as unknown as ConstructorParameters<typeof PortConnection>[0]);
  return { connection, views, leave: () => leave(), say: (message: unknown) => say(message) };
}

it('shows one view to every page that is there', async () => {
  const [one, other] = [page(), page()];
  const pages = new Controller({ ...NO_COMMANDS, view: () => Promise.resolve('view') });
  expect([pages.isConnected, await pages.show()]).toEqual([false, undefined]);
  for (const { connection } of [one, other]) pages.connect(connection);
  expect(await pages.show()).toBe('view');
  one.leave();
  await pages.show();
  expect([one.views, other.views]).toEqual([['view'], ['view', 'view']]);
  other.leave();
  expect(pages.isConnected).toBe(false);
});

it('leaves out a view that a later one has overtaken', async () => {
  const built: ((view: string) => void)[] = [];
  const { connection, views } = page();
  const pages = new Controller({ ...NO_COMMANDS, view: () => new Promise<string>((resolve) => void built.push(resolve)) });
  pages.connect(connection);
  const [first, second] = [pages.show(), pages.show()];
  built[1]?.('new');
  built[0]?.('old');
  expect([await first, await second]).toEqual([undefined, 'new']);
  expect(views).toEqual(['new']);
});

it('does what is a command, drops what is none, and shows what is stored where it fails', async () => {
  const { connection, views, say, leave } = page();
  const done: number[] = [];
  const gone: unknown[] = [];
  const pages = new Controller<string, number>({
    parse: (message) => (typeof message === 'number' ? message : undefined),
    run: (command) => (command > 1 ? Promise.reject(new Error('storage')) : Promise.resolve(void done.push(command))),
    view: () => Promise.resolve('stored'),
    onLeave: (one) => void gone.push(one),
  });
  pages.connect(connection);
  for (const message of [1, 'one', undefined, 2]) say(message);
  await vi.waitFor(() => expect(views).toEqual(['stored']));
  expect(done).toEqual([1]);
  leave();
  expect([pages.has(connection), gone]).toEqual([false, [connection]]);
});
