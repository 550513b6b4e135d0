import { beforeEach, describe, expect, it, vi } from 'vitest';
import { INTENT, ModelWorld } from '../../../tests/support/model-world.ts';
import { settle } from '../../../tests/support/virtual-clock.ts';
import { sheetPortName, parseSheetPortName, type SheetView } from '../../messages/sheet.ts';
import { endBeforeSubmission } from '../../engine/engine-context.ts';
import { TenderError } from '../../model/errors.ts';
import type { Intent } from '../../model/intent.ts';
import type { Payment } from '../../model/payment.ts';

/** What the worker asked of the browser, in the order in which it did. */
const asked: string[] = [];
const windows: Record<number, string> = { 1: 'normal', 7: 'popup' };
/** Whether the browser has the sheet's page open, which may still be loading. */
let hasSheetPage = false;

vi.mock('../../platform/browser.ts', () => ({
  browser: {
    runtime: {
      id: 'tender',
      getURL: (path: string) => `chrome-extension://tender/${path}`,
      getContexts: () => Promise.resolve(hasSheetPage ? [{}] : []),
    },
    tabs: {
      update: (tabId: number) => Promise.resolve(void asked.push(`tab ${tabId}`)).then(() => ({})),
      get: () => Promise.resolve({ windowId: 1 }),
    },
    windows: {
      get: (id: number) => Promise.resolve({ id, type: windows[id] }),
      update: (id: number) => Promise.resolve(void asked.push(`focus ${id}`)),
      remove: (id: number) => Promise.resolve(void asked.push(`remove ${id}`)),
      create: () => Promise.resolve({ id: 7 }).finally(() => asked.push('window')),
    },
  },
}));
const { Sheet } = await import('./sheet.ts');
const { SheetWindow } = await import('../../background/sheet-window.ts');
const { PortConnection } = await import('../port-connection.ts');

beforeEach(() => {
  asked.length = 0;
  hasSheetPage = false;
});

/** A sheet as the worker meets it: in the toolbar's popup, or in the window whose id is given. */
function page(windowId?: number) {
  const views: SheetView[] = [];
  let say: (message: unknown) => void = () => undefined;
  let leave: () => void = () => undefined;
  const port = {
    sender: windowId === undefined ? {} : { tab: { windowId } },
    postMessage: (view: SheetView) => void views.push(view),
    onMessage: { addListener: (listener: (message: unknown) => void) => void (say = listener) },
    onDisconnect: { addListener: (listener: () => void) => void (leave = listener) },
  };
  // Only these parts of a port are used.
  const line = new PortConnection(port as unknown as ConstructorParameters<typeof PortConnection>[0]);
  /** Each view in one word: the payment's face and its target's last part, `home`, or `closes`. */
  const said = (): string[] => views.map(({ payment, closes }) => (closes ? 'closes' : (payment?.face ?? 'home')));
  return {
    line,
    views,
    said,
    last: () => said().at(-1),
    send: async (command: object) => {
      say(command);
      await settle();
    },
    leave: () => leave(),
  };
}

/** A worker; `restart` gives the next one over the same journal. */
function worker(world = new ModelWorld()) {
  let isBringing = false;
  let isAsking = false;
  const awaited = new Set<string>();
  const sheetWindow = new SheetWindow(() => sheet.isConnected);
  const deps = {
    engine: world.engine,
    rails: world.rails,
    payers: { for: () => Promise.resolve([]) },
    checkout: {
      get isAsking() {
        return isAsking;
      },
      isAwaited: (id: string) => awaited.has(id),
      isWanted: ({ id }: Payment) => awaited.has(id),
      follow: () => undefined,
      canHandOver: () => false,
    },
    consentTabs: { show: () => Promise.resolve() },
    window: sheetWindow,
    openOptions: () => void asked.push('options'),
    showTab: (tabId: number) => Promise.resolve(void asked.push(`tab ${tabId}`)),
    report: () => '',
    halfLinked: () => Promise.resolve(undefined),
    isBringing: () => isBringing,
    covers: { ask: () => Promise.resolve(), mayCover: () => false },
    allowanceFor: () => Promise.resolve(undefined),
    allowanceGoneFor: () => Promise.resolve(undefined),
    safety: { touch: () => Promise.resolve(), viewOf: () => Promise.resolve(undefined) },
  };
  // Only these parts of the modules are used.
  const sheet = new Sheet(deps as unknown as ConstructorParameters<typeof Sheet>[0]);
  world.onChange = (payment) => sheet.changed(payment);
  for (const payment of world.payments) sheet.changed(payment);
  return {
    world,
    sheet,
    sheetWindow,
    awaited,
    brings: (is: boolean) => void (isBringing = is),
    asks: (is: boolean) => void (isAsking = is),
    /** Asks for a payment, and lets it be priced. */
    offer: async (target: string, source: Intent['source'] = INTENT.source): Promise<string> => {
      const { id } = await world.engine.request({
        ...INTENT,
        requestId: target,
        source,
        request: { ...INTENT.request, target: `https://payee.example/incoming-payments/${target}` },
      });
      await settle();
      return id;
    },
    /** Ends a payment without the user. */
    fail: async (id: string, code: 'unreachable' | 'page-gone' = 'unreachable'): Promise<void> => {
      await endBeforeSubmission(world.context, id, new TenderError(code));
      await settle();
    },
    open: async (from: ReturnType<typeof page>, shown?: string): Promise<void> => {
      sheet.connect(from.line, shown);
      await settle();
    },
  };
}

describe('what ends a payment closes its sheet', () => {
  it.each([
    ['the popup', undefined, ['tab 1']],
    ['a window', 7, ['remove 7', 'tab 1']],
  ])('Cancel, in %s: nothing else is shown on the way, not even how it ended', async (_, windowId, expected) => {
    const { offer, open, world } = worker();
    const id = await offer('1');
    const sheet = page(windowId);
    await open(sheet);
    expect(sheet.last()).toBe('ready');
    const before = sheet.views.length;
    await sheet.send({ type: 'cancel', paymentId: id });
    expect(sheet.said().slice(before)).toEqual(['closes']);
    expect(world.rows.get(id)).toMatchObject({ state: 'declined', seenAt: expect.any(Number) as number });
    expect(asked).toEqual(expected);
  });

  it.each(['dismiss', 'show-receipt'])('%s, with an older result that nobody has seen', async (type) => {
    const { offer, fail, open } = worker();
    await fail(await offer('older'));
    const id = await offer('1', { kind: 'user', via: 'typed' });
    await fail(id);
    const sheet = page();
    await open(sheet);
    expect(sheet.views.at(-1)?.payment?.paymentId).toBe(id);
    const before = sheet.views.length;
    await sheet.send({ type, paymentId: id });
    expect(sheet.said().slice(before)).toEqual(['closes']);
    expect(asked).toEqual(type === 'dismiss' ? [] : ['options']);
  });

  it('Cancel with an older result that nobody has seen, which the next sheet shows', async () => {
    const { offer, fail, open } = worker();
    const older = await offer('older');
    await fail(older);
    const id = await offer('1');
    const sheet = page();
    await open(sheet);
    await sheet.send({ type: 'cancel', paymentId: id });
    expect(sheet.last()).toBe('closes');
    const next = page();
    await open(next);
    expect(next.views.map(({ payment }) => payment?.paymentId)).toEqual([older]);
  });

  it('in every sheet that shows it, and a new sheet does not count the old ones', async () => {
    const { offer, open, sheet: room } = worker();
    const id = await offer('1');
    const [popup, window] = [page(), page(7)];
    await open(popup);
    await open(window);
    await popup.send({ type: 'cancel', paymentId: id });
    expect([popup.last(), window.last(), room.isConnected]).toEqual(['closes', 'closes', false]);
    expect(asked).toEqual(['remove 7', 'tab 1']);
  });

  it('without the user as well: its page went away', async () => {
    const { offer, fail, open } = worker();
    const sheet = page();
    const id = await offer('1');
    await open(sheet);
    await fail(id, 'page-gone');
    expect(sheet.last()).toBe('closes');
  });

  it('but not what somebody opened to bring something', async () => {
    const { open, offer, fail } = worker();
    const sheet = page();
    await open(sheet);
    await fail(await offer('1'), 'page-gone');
    expect(sheet.said()[0]).toBe('home');
  });
});

describe('after the worker was restarted', () => {
  it('the sheet says what it shows, and closes if that has ended', async () => {
    const { offer, open, world } = worker();
    const id = await offer('1');
    const first = page();
    await open(first);
    await world.engine.decline(id);
    await world.engine.markSeen(id);
    const next = worker(new ModelWorld());
    const again = page();
    await next.open(again, parseSheetPortName(sheetPortName(id))?.shownPaymentId);
    expect(again.said()).toEqual(['closes']);
  });

  it('goes on with what it shows', async () => {
    const { offer, world } = worker();
    const id = await offer('1');
    const next = worker(world);
    const again = page();
    await next.open(again, id);
    expect(again.said()).toEqual(['ready']);
  });

  it.each([
    ['its window is ours again', 7, true],
    ['a tab of the user’s is not', 1, false],
  ])('%s', async (_, windowId, isOurs) => {
    const { offer, open, sheetWindow, sheet: room, world } = worker();
    const id = await offer('1');
    await open(page(windowId), id);
    expect(sheetWindow.closed(windowId)).toBe(isOurs);
    if (isOurs) await room.closedByHand();
    expect(world.rows.get(id)?.state).toBe(isOurs ? 'declined' : 'quoted');
  });
});

describe('the sheet goes on', () => {
  it('to another offer that waits for the user, and leaves its shop where it is', async () => {
    const { offer, open } = worker();
    const waiting = await offer('waiting');
    const id = await offer('1');
    const sheet = page();
    await open(sheet);
    expect(sheet.views.at(-1)?.payment?.paymentId).toBe(id);
    await sheet.send({ type: 'cancel', paymentId: id });
    expect(sheet.views.at(-1)?.payment?.paymentId).toBe(waiting);
    expect([sheet.last(), asked]).toEqual(['ready', []]);
    await sheet.send({ type: 'cancel', paymentId: waiting });
    expect(sheet.last()).toBe('closes');
  });

  it('to a failure for which a page still waits, but to no other', async () => {
    const { offer, fail, open, awaited } = worker();
    for (const isAwaited of [true, false]) {
      const failed = await offer(`failed ${isAwaited}`);
      if (isAwaited) awaited.add(failed);
      else awaited.clear();
      await fail(failed);
      const id = await offer(`${isAwaited}`);
      const sheet = page();
      await open(sheet);
      await sheet.send({ type: 'cancel', paymentId: id });
      expect(sheet.last()).toBe(isAwaited ? 'failed' : 'closes');
    }
  });

  it('to the next try', async () => {
    const { offer, fail, open, awaited } = worker();
    const id = await offer('1');
    awaited.add(id);
    const sheet = page();
    await open(sheet);
    await fail(id);
    await sheet.send({ type: 'again', paymentId: id });
    expect([sheet.last(), sheet.said().includes('closes')]).toEqual(['ready', false]);
  });

  it('to what the user has just brought, which no older result hides', async () => {
    const { offer, fail, open, brings, sheet: room } = worker();
    await fail(await offer('1'));
    brings(true);
    const popup = page();
    await open(popup);
    expect(popup.said()).toEqual(['home']);
    brings(false);
    const other = page();
    await open(other);
    expect(other.said()).toEqual(['failed']);
    brings(true);
    await room.show();
    expect(other.last()).toBe('home');
  });
});

describe('what is shown', () => {
  it('is no older result while something is being asked for', async () => {
    const { offer, fail, open, asks } = worker();
    await fail(await offer('older'));
    asks(true);
    const sheet = page();
    await open(sheet);
    expect(sheet.said()).toEqual([]);
    const id = await offer('1');
    asks(false);
    expect(sheet.views.every(({ payment }) => payment?.paymentId === id)).toBe(true);
  });

  it('stays what it is, until the user has to do with something else', async () => {
    const { offer, fail, open, world } = worker();
    const older = await offer('older');
    const digest = world.rows.get(older)?.digest ?? '';
    world.wallet.isClosed = true;
    await world.engine.approve(older, digest, { warningConfirmed: true });
    await settle();
    await world.engine.consents.returned(older, 'https://finish.example/');
    await settle();
    expect(['submitting', 'unsure']).toContain(world.rows.get(older)?.state);
    const id = await offer('1');
    const sheet = page();
    await open(sheet);
    await fail(id);
    expect([sheet.views.at(-1)?.payment?.paymentId, sheet.last()]).toEqual([id, 'failed']);
  });
});

describe('a window closed by hand', () => {
  it('is a no to what it showed, and to nothing else', async () => {
    const { offer, open, world, sheet: room, sheetWindow } = worker();
    const id = await offer('1');
    await open(page(7));
    const later = await offer('2');
    await settle();
    expect(sheetWindow.closed(7)).toBe(true);
    await room.closedByHand();
    // The newer one had taken its place.
    expect([world.rows.get(id)?.state, world.rows.get(later)?.state]).toEqual(['quoted', 'declined']);
  });
});

describe('a sheet that outlived its worker', () => {
  it.each([
    ['that the browser has is waited for, however slow the machine is', true, []],
    ['that is gone is opened anew', false, ['window']],
  ])('%s', async (_, isLoading, expected) => {
    vi.useFakeTimers();
    try {
      hasSheetPage = isLoading;
      const { sheetWindow, sheet: room } = worker();
      const back = sheetWindow.bringBack(undefined, () => true);
      await vi.advanceTimersByTimeAsync(8_000);
      if (isLoading) room.connect(page().line);
      await vi.advanceTimersByTimeAsync(100);
      await back;
      expect(asked).toEqual(expected);
    } finally {
      vi.useRealTimers();
    }
  });

  it('that is there and never speaks up is opened anew at last', async () => {
    vi.useFakeTimers();
    try {
      hasSheetPage = true;
      const back = worker().sheetWindow.bringBack(undefined, () => true);
      await vi.advanceTimersByTimeAsync(20_000);
      await back;
      expect(asked).toEqual(['window']);
    } finally {
      vi.useRealTimers();
    }
  });
});

it('counts practice for the badge only while it can be finished', async () => {
  const { world, sheet, offer } = worker();
  world.wrapRail = (rail) => ({ ...rail, practice: { order: INTENT, wallets: [] } });
  world.engine = world.boot();
  const id = await offer('1', { kind: 'user', via: 'practice' });
  expect(world.rows.get(id)?.isPractice).toBe(true);
  expect(sheet.waiting).toBe(1);
  await endBeforeSubmission(world.context, id, new TenderError('consent-closed'));
  await settle();
  expect(world.rows.get(id)?.state).toBe('failed');
  expect(sheet.waiting).toBe(0);
});
