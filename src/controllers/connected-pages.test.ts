import { expect, it } from 'vitest';
import { ConnectedPages } from './connected-pages.ts';
import { PortConnection } from './port-connection.ts';

function page() {
  const views: unknown[] = [];
  let leave: () => void = () => undefined;
  const port = {
    postMessage: (view: unknown) => void views.push(view),
    onMessage: { addListener: () => undefined },
    onDisconnect: { addListener: (listener: () => void) => void (leave = listener) },
  };
  // Only these parts of a port are used.
  const connection = new PortConnection(port as unknown as ConstructorParameters<typeof PortConnection>[0]);
  return { connection, views, leave: () => leave() };
}

it('shows one view to every page that is there', async () => {
  const [one, other] = [page(), page()];
  const pages = new ConnectedPages(() => Promise.resolve('view'));
  expect([pages.isAny, await pages.show()]).toEqual([false, undefined]);
  for (const { connection } of [one, other]) pages.connect(connection, () => undefined);
  expect(await pages.show()).toBe('view');
  one.leave();
  await pages.show();
  expect([one.views, other.views]).toEqual([['view'], ['view', 'view']]);
  other.leave();
  expect(pages.isAny).toBe(false);
});

it('leaves out a view that a later one has overtaken', async () => {
  const built: ((view: string) => void)[] = [];
  const { connection, views } = page();
  const pages = new ConnectedPages(() => new Promise<string>((resolve) => void built.push(resolve)));
  pages.connect(connection, () => undefined);
  const [first, second] = [pages.show(), pages.show()];
  built[1]?.('new');
  built[0]?.('old');
  expect([await first, await second]).toEqual([undefined, 'new']);
  expect(views).toEqual(['new']);
});
