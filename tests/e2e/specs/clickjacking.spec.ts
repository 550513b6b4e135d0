import type { CDPSession, Frame, Page } from 'playwright';
import { carla, type Shopper } from '../fixtures/shopper.ts';
import { expect, test } from '../fixtures/test.ts';
import { AllowancePart } from '../pages/allowance-part.ts';
import { SheetPage } from '../pages/sheet-page.ts';
import type { ShopPage } from '../pages/shop-page.ts';

/*
 * Presses that are not the user's, or not made on what the user saw. Everything is paid under an allowance here: any press that counts
 * pays at once.
 */

const PAYMENTS = { method: 'POST', path: /\/outgoing-payments$/ } as const;

async function give(shopper: Shopper): Promise<void> {
  await shopper.linkWalletQuickly();
  const options = await shopper.openOptions();
  const part = new AllowancePart(options.wallet(shopper.world.walletAddress(carla.wallet, carla.user)));
  await part.ask('400.00');
  await shopper.consent();
  await part.changeButton.waitFor();
  await options.page.close();
}

/** Orders, and looks at the sheet in a tab beside its window. */
async function order(shopper: Shopper): Promise<{ shop: ShopPage; sheet: SheetPage }> {
  const shop = await shopper.visit('shoes');
  await shop.payButton.click();
  await (await shopper.sheet()).waitUntilReady();
  const page = await shopper.browser.newPage();
  await page.goto(shopper.browser.sheetUrl);
  return { shop, sheet: new SheetPage(page) };
}

const sessionOf = (page: Page) => page.context().newCDPSession(page);

/** The browser's own input: what an operating system would send, with no care for what is under it. */
async function click(session: CDPSession, { x, y }: { x: number; y: number }, clickCount = 1): Promise<void> {
  for (const type of ['mousePressed', 'mouseReleased'] as const) {
    await session.send('Input.dispatchMouseEvent', { type, x, y, button: 'left', clickCount });
  }
}

async function middleOf(sheet: SheetPage): Promise<{ x: number; y: number }> {
  const box = await sheet.payButton.boundingBox();
  if (!box) throw new Error('no button');
  return { x: box.x + box.width / 2, y: box.y + box.height / 2 };
}

/** Nothing was asked of the wallet, and the offer still stands. */
async function expectNothingPaid({ world }: Shopper, sheet: SheetPage): Promise<void> {
  await expect(sheet.main).toHaveAttribute('data-face', 'ready');
  expect(world.requests.matching(PAYMENTS)).toHaveLength(0);
}

test('no page can hold the sheet or the options page, in a frame, a window or itself', async ({ shopper, browserWithTender }) => {
  await shopper.linkWalletQuickly();
  const { page } = await shopper.visit('shoes');
  const urls = [browserWithTender.sheetUrl, browserWithTender.optionsUrl];
  for (const url of urls) {
    await page.evaluate(async (target) => {
      const sandboxed = document.createElement('iframe');
      sandboxed.setAttribute('sandbox', 'allow-scripts allow-same-origin');
      for (const frame of [document.createElement('iframe'), sandboxed]) {
        frame.src = target;
        document.body.append(frame);
        await new Promise((resolve) => frame.addEventListener('load', resolve));
      }
      for (const tag of ['object', 'embed'] as const) {
        const element = document.createElement(tag);
        element.setAttribute(tag === 'object' ? 'data' : 'src', target);
        document.body.append(element);
      }
      window.open(target, 'sheet', 'popup,width=300,height=300');
      const link = Object.assign(document.createElement('a'), { href: target, target: '_blank' });
      document.body.append(link);
      link.click();
    }, url);
    // A frame that the browser has taken away meanwhile shows nothing either.
    const shows = (frame: Frame) => frame.evaluate('document.querySelector("[data-pay], .sheet, main") !== null').catch(() => false);
    const shown = await Promise.all(
      page
        .frames()
        .filter((frame) => frame !== page.mainFrame())
        .map(shows),
    );
    expect(shown).not.toContain(true);
    expect(page.frames().map((frame) => frame.url())).not.toContain(url);
    const ours = browserWithTender.context.pages().filter((open) => open.url().startsWith(url));
    expect(ours.map((open) => open.url())).toEqual([]);
  }
  // A page that turns itself into the sheet comes to nothing.
  await page.evaluate((target) => void (location.href = target), urls[0] ?? '');
  await expect.poll(() => page.url()).not.toContain(new URL(urls[0] ?? '').pathname);
});

test('presses that come too early, from before, or from scripts pay nothing; one of the user’s does', async ({ world, shopper }) => {
  await give(shopper);
  world.requests.clear();
  const { shop, sheet } = await order(shopper);
  const { page } = sheet;
  const session = await sessionOf(page);

  await test.step('as soon as there is a button', async () => {
    await sheet.waitUntilReady();
    const at = await middleOf(sheet);
    // The sheet's time passes only where this says so: a slow machine would give the user time to look between two presses.
    await page.clock.install({ time: 0 });
    await page.clock.pauseAt(1000);
    for (let tries = 0; tries < 3; tries += 1) {
      await page.reload({ waitUntil: 'commit' });
      // Pressed at the place, again and again, from before there is anything to press: each press starts the half second anew.
      for (let press = 0; press < 40; press += 1) {
        await click(session, at, 1 + (press % 3));
        await page.clock.runFor(30);
      }
      await expectNothingPaid(shopper, sheet);
    }
  });

  await test.step('as a double click whose second half comes in time', async () => {
    await page.reload();
    await expect(async () => {
      await page.clock.runFor(10);
      expect(await sheet.payButton.isVisible()).toBe(true);
    }).toPass();
    const at = await middleOf(sheet);
    await page.clock.runFor(400);
    await click(session, at, 1);
    await page.clock.runFor(150);
    await click(session, at, 2);
    await expectNothingPaid(shopper, sheet);
    await page.clock.resume();
  });

  for (const [key, code, text] of [
    ['Enter', 'Enter', '\r'],
    [' ', 'Space', ' '],
  ] as const) {
    await test.step(`as a ${code} that is held since the shop’s page`, async () => {
      const down = { type: 'keyDown', key, code, text, windowsVirtualKeyCode: text.charCodeAt(0) } as const;
      await shop.page.bringToFront();
      await (await sessionOf(shop.page)).send('Input.dispatchKeyEvent', down);
      await page.bringToFront();
      await page.reload();
      await sheet.payButton.focus();
      for (let repeat = 0; repeat < 12; repeat += 1) {
        await session.send('Input.dispatchKeyEvent', { ...down, autoRepeat: true });
        await page.waitForTimeout(75);
      }
      await session.send('Input.dispatchKeyEvent', { type: 'keyUp', key, code });
      await expectNothingPaid(shopper, sheet);
    });
  }

  await test.step('as events of a script', async () => {
    await sheet.waitUntilReady();
    await page.evaluate(() => {
      const button = document.querySelector<HTMLElement>('[data-pay]');
      button?.click();
      for (const type of ['pointerdown', 'mousedown', 'pointerup', 'mouseup', 'click']) {
        button?.dispatchEvent(new PointerEvent(type, { bubbles: true, composed: true, pointerId: 1, isPrimary: true }));
      }
      for (const type of ['keydown', 'keypress', 'keyup']) button?.dispatchEvent(new KeyboardEvent(type, { key: 'Enter', bubbles: true }));
      button?.closest('form')?.requestSubmit();
    });
    await expectNothingPaid(shopper, sheet);
  });

  await test.step('one of the user’s, on what they saw', async () => {
    await page.bringToFront();
    await sheet.waitUntilReady();
    await sheet.payButton.click();
    await shop.waitForStatus('Paid');
    expect(world.requests.matching(PAYMENTS)).toHaveLength(1);
    expect(world.ledger.check()).toEqual([]);
  });
});

/** Opens a window that stays on top, as a page does after a click. */
async function coverWith(page: Page, kind: 'document' | 'video'): Promise<void> {
  await page.evaluate(async (wanted) => {
    if (wanted === 'document') {
      const documents = Reflect.get(window, 'documentPictureInPicture') as unknown as { requestWindow(): Promise<Window> };
      const cover = await documents.requestWindow();
      cover.document.body.textContent = 'Total $1.00';
      return;
    }
    const canvas = document.body.appendChild(document.createElement('canvas'));
    canvas.getContext('2d')?.fillText('Total $1.00', 9, 9);
    const video = Object.assign(document.body.appendChild(document.createElement('video')), {
      muted: true,
      srcObject: canvas.captureStream(),
    });
    await video.play();
    await video.requestPictureInPicture();
  }, kind);
}

const isCovered = (page: Page, kind: 'document' | 'video') =>
  page.evaluate(
    (wanted) =>
      wanted === 'video'
        ? document.pictureInPictureElement !== null
        : (Reflect.get(window, 'documentPictureInPicture') as { window: Window | null }).window !== null,
    kind,
  );

for (const kind of ['document', 'video'] as const) {
  test(`while the shop keeps a picture-in-picture window with a ${kind} on top, nothing can be paid`, async ({ shopper }) => {
    await shopper.linkWalletQuickly();
    const { shop, sheet } = await order(shopper);
    await sheet.waitUntilReady();
    // One that is opened while the sheet is there.
    await coverWith(shop.page, kind);
    await expect(sheet.main.getByText('A page keeps a window on top')).toBeVisible();
    await expect(sheet.payButton).toHaveAttribute('aria-disabled', 'true');
    // The next worker does not know of it by itself.
    await shopper.browser.killWorker();
    await shopper.browser.wakeWorker();
    await expect(sheet.main.getByText('A page keeps a window on top')).toBeVisible();
    expect(await isCovered(shop.page, kind)).toBe(true);

    await sheet.page.getByRole('button', { name: 'Close that window' }).click();
    await sheet.waitUntilReady();
    expect(await isCovered(shop.page, kind)).toBe(false);
    await expect(sheet.main.getByText('A page keeps a window on top')).toHaveCount(0);

    // One that was there before the sheet.
    await coverWith(shop.page, kind);
    await sheet.page.reload();
    await expect(sheet.main.getByText('A page keeps a window on top')).toBeVisible();
    await expect(sheet.payButton).toHaveAttribute('aria-disabled', 'true');
    await expectNothingPaid(shopper, sheet);
  });
}

test('a film in another tab holds nothing up; a document of another tab does', async ({ shopper }) => {
  await shopper.linkWalletQuickly();
  const other = await shopper.visit('shoes');
  await coverWith(other.page, 'video');
  const shop = await shopper.visit('socks');
  await shop.payButton.click();
  const sheet = await shopper.sheet();
  await sheet.waitUntilReady();
  await coverWith(other.page, 'document');
  await expect(sheet.main.getByText('A page keeps a window on top')).toBeVisible();
});
