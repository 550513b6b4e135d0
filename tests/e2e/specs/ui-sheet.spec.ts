import type { Page } from '@playwright/test';
import type { SheetView } from '../../../src/messages/sheet.ts';
import { axeViolations } from '../../ui/axe.ts';
import { problemsOf, tabStops } from '../../ui/checks.ts';
import { expect, test } from '../../ui/harness.ts';
import { LOOKS, wear } from '../../ui/looks.ts';
import { SHEET_FACES } from '../../ui/sheet-faces.ts';

const face = (name: string): SheetView => {
  const view = SHEET_FACES[name];
  if (view === undefined) throw new Error(`no face ${name}`);
  return view;
};
const commands = (page: Page) => page.evaluate(() => fakeWorker.commands);
const tell = (page: Page, view: SheetView) => page.evaluate((sent) => fakeWorker.send(sent), view);
const pay = (page: Page) => page.getByRole('button', { name: /^Pay/ });
const open = (page: Page) => expect(pay(page)).toBeEnabled();
/** Opens the sheet in a time that passes only where a test lets it: no slow machine makes a reader of somebody who pressed at once. */
const openAtRest = async (page: Page, openPage: (name: 'popup', view: SheetView) => Promise<Page>, view: SheetView) => {
  await page.clock.install({ time: 0 });
  await page.clock.pauseAt(1000);
  await openPage('popup', view);
  // What it takes to be drawn.
  await page.clock.runFor(100);
};
const approve = { type: 'approve', paymentId: 'p1', digest: 'd1' };

function permissionIn({ payment }: SheetView) {
  return payment?.face === 'permission' ? payment.permission : undefined;
}

test.describe('every face, in every look', () => {
  for (const [name, view] of Object.entries(SHEET_FACES)) {
    test(name, async ({ openPage }) => {
      const page = await openPage('popup', view);
      await page.locator('main').waitFor();
      for (const look of LOOKS) {
        await wear(page, look);
        expect(await problemsOf(page), look.name).toEqual([]);
      }
      expect(await axeViolations(page)).toEqual([]);
      const buttons = await page.getByRole('button').allTextContents();
      expect(buttons.length).toBeGreaterThan(0);
      const stops = await tabStops(page);
      expect(stops.filter(({ isMarked }) => !isMarked)).toEqual([]);
      await expect(page.getByRole('heading', { level: 1 })).toHaveCount(1);
      await expect(page.getByRole('heading', { level: 2 })).toHaveCount(1);
      await expect(page.getByRole('status')).not.toBeEmpty();
    });
  }
});

test.describe('what the sheet says', () => {
  test('the exact debit, the fee, the rate and who is who', async ({ openPage }) => {
    const page = await openPage('popup', face('ready'));
    const main = page.getByRole('main');
    for (const words of [
      'shop.example',
      'Happy Life Bank',
      'happylifebank.example',
      'Cloud Nine',
      'MX$1,400.00',
      'Running shoes × 1',
      '1 USD = 17.50 MXN',
      '$0.80',
      'You pay',
    ]) {
      await expect(main).toContainText(words);
    }
    await expect(main).toContainText(/Price held for \d:\d\d/);
    await expect(main).toContainText('The payee learns that this order is paid and which provider your wallet is with');
    await expect(pay(page)).toHaveAccessibleName('Pay $80.80');
  });

  test('fees in the rate where the quote does not prove them', async ({ openPage }) => {
    const page = await openPage('popup', face('ready-rate'));
    await expect(page.getByRole('main')).toContainText('Rate, fees included1 USD = 17.3267 MXN');
  });

  test('the difference as the fee within one currency', async ({ openPage }) => {
    const page = await openPage('popup', face('ready-same'));
    await expect(page.getByRole('main')).toContainText('Fee$1.30');
  });

  test('before and now when the price rose', async ({ openPage }) => {
    const page = await openPage('popup', face('ready-rose'));
    await expect(page.getByRole('main')).toContainText('It was $80.80 before and is $82.15 now.');
    await expect(page.getByRole('status')).toHaveText('The price rose from $80.80 to $82.15.');
  });

  test('that the payee could not be checked, and whose page frames the shop', async ({ openPage }) => {
    const page = await openPage('popup', face('ready-unverified'));
    await expect(page.getByText('unverified', { exact: true })).toBeVisible();
    await expect(page.getByRole('main')).toContainText('inside news.example');
  });

  test('the error, where the money is and what to do next', async ({ openPage }) => {
    const page = await openPage('popup', face('failed-never'));
    await expect(page.getByRole('heading', { level: 2 })).toHaveText('The amounts differ');
    await expect(page.getByRole('main')).toContainText(
      'says 1400.00 MXN, but the shop’s wallet asks for 1500.00 MXN. Tender stopped, and no money moved.',
    );
  });

  test('not to pay again while nobody knows', async ({ openPage }) => {
    const page = await openPage('popup', face('checking'));
    await expect(page.getByText('Do not pay again.', { exact: true })).toBeVisible();
    await expect(page.getByRole('button', { name: /pay|try|cancel/i })).toHaveCount(0);
  });

  test('a fresh price when the old one has run out', async ({ page, openPage }) => {
    const view = face('ready');
    const quote = view.payment?.quote;
    if (view.payment === undefined || quote === undefined) throw new Error('no quote');
    await openAtRest(page, openPage, { payment: { ...view.payment, quote: { ...quote, expiresAt: 3500 } } });
    await page.clock.runFor(1000);
    await expect(page.getByRole('main')).toContainText('Price held for 0:01');
    await page.clock.runFor(2000);
    await expect(page.getByRole('main')).toContainText('Asking for a fresh price');
  });
});

test.describe('a press of its own before any approval', () => {
  for (const [name, button, words] of [
    [
      'permission-identity',
      'Share it and continue',
      ['This payee wants to know who you are', 'happylifebank.example', 'https://cloudnine.example/anna', 'auth.happylifebank.example'],
    ],
    ['permission-contact', 'Get the price', ['MX$1,400.00', 'Happy Life Bank', 'Your wallet was not asked yet', 'Cloud Nine']],
  ] as const) {
    test(`${name}: says what is told, takes no press in the first half second, and names exactly what it allows`, async ({
      page,
      openPage,
    }) => {
      const view = face(name);
      await openAtRest(page, openPage, view);
      for (const text of words) await expect(page.getByRole('main')).toContainText(text);
      const press = page.getByRole('button', { name: button });
      await press.click({ force: true });
      expect(await commands(page)).toEqual([]);
      await page.clock.runFor(700);
      await expect(press).toBeEnabled();
      await press.click();
      await press.click({ force: true });
      expect(await commands(page)).toEqual([{ type: 'permit', paymentId: 'p1', permission: permissionIn(view) }]);
      await page.getByRole('button', { name: 'Cancel' }).click();
      expect(await commands(page)).toContainEqual({ type: 'cancel', paymentId: 'p1' });
    });
  }
});

test.describe('Other ways to pay', () => {
  for (const name of ['ready-others', 'permission-others', 'link-others', 'failed-others']) {
    test(`is there where the page lists others, and says so to the worker: ${name}`, async ({ openPage }) => {
      const page = await openPage('popup', face(name));
      await page.getByRole('button', { name: 'Other ways to pay' }).click();
      expect(await commands(page)).toEqual([{ type: 'other-methods', paymentId: 'p1' }]);
    });
  }

  test('is not there where it lists none', async ({ openPage }) => {
    const page = await openPage('popup', face('ready'));
    await open(page);
    await expect(page.getByRole('button', { name: 'Other ways to pay' })).toHaveCount(0);
  });
});

test.describe('Pay', () => {
  test('is inert at first, then approves what was shown, once', async ({ page, openPage }) => {
    await openAtRest(page, openPage, face('ready'));
    await expect(pay(page)).toHaveAttribute('aria-disabled', 'true');
    await page.locator('[data-pay]').click({ force: true });
    expect(await commands(page)).toEqual([]);
    await page.clock.runFor(700);
    await open(page);
    await page.locator('[data-pay]').dblclick();
    await expect(pay(page)).toHaveAttribute('aria-busy', 'true');
    expect(await commands(page)).toEqual([approve]);
  });

  test('is inert while the price is worked out', async ({ openPage }) => {
    const page = await openPage('popup', face('pricing'));
    await page.waitForTimeout(700);
    await expect(pay(page)).toBeDisabled();
    await expect(pay(page)).toHaveAccessibleName('Pay');
  });

  test('ignores clicks that no person made', async ({ openPage }) => {
    const page = await openPage('popup', face('ready'));
    await open(page);
    await page.evaluate(() => {
      const button = document.querySelector<HTMLElement>('[data-pay]');
      button?.click();
      button?.dispatchEvent(new MouseEvent('click', { bubbles: true }));
      button?.dispatchEvent(new KeyboardEvent('keydown', { key: 'Enter', bubbles: true }));
    });
    expect(await commands(page)).toEqual([]);
  });

  test('waits half a second again when the window was left', async ({ page, openPage }) => {
    await openAtRest(page, openPage, face('ready'));
    await page.clock.runFor(700);
    await open(page);
    await page.evaluate(() => window.dispatchEvent(new Event('blur')));
    await expect(pay(page)).toHaveAttribute('aria-disabled', 'true');
    await page.clock.runFor(700);
    await expect(pay(page)).toHaveAttribute('aria-disabled', 'true');
    await page.evaluate(() => window.dispatchEvent(new Event('focus')));
    await page.locator('[data-pay]').click({ force: true });
    expect(await commands(page)).toEqual([]);
    await page.clock.runFor(700);
    await open(page);
  });

  test('waits half a second again when the facts changed', async ({ page, openPage }) => {
    await openAtRest(page, openPage, face('ready'));
    await page.clock.runFor(700);
    await open(page);
    await tell(page, face('ready-rose'));
    await expect(pay(page)).toHaveAccessibleName('Pay $82.15');
    await page.locator('[data-pay]').click({ force: true });
    expect(await commands(page)).toEqual([]);
    await page.clock.runFor(700);
    await open(page);
    await page.locator('[data-pay]').click();
    expect(await commands(page)).toEqual([{ ...approve, digest: 'd2' }]);
  });

  for (const key of ['Enter', 'Space']) {
    test(`can be pressed by ${key}, but not by a ${key} that is still down from before`, async ({ page, openPage }) => {
      await openAtRest(page, openPage, face('pricing'));
      await page.locator('[data-pay]').focus();
      await page.keyboard.down(key);
      await tell(page, face('ready'));
      for (let count = 0; count < 8; count += 1) {
        await page.clock.runFor(100);
        await page.keyboard.down(key);
      }
      await page.keyboard.up(key);
      expect(await commands(page)).toEqual([]);
      await open(page);
      await page.keyboard.press(key);
      expect(await commands(page)).toEqual([approve]);
    });
  }

  test('is never sent again by itself when the worker dies', async ({ openPage }) => {
    const page = await openPage('popup', face('ready'));
    await open(page);
    await page.locator('[data-pay]').click();
    await page.evaluate(() => {
      fakeWorker.answer = undefined;
      fakeWorker.die();
    });
    await expect.poll(() => page.evaluate(() => fakeWorker.connections())).toBe(2);
    await page.locator('[data-pay]').click({ force: true });
    expect(await commands(page)).toEqual([approve]);
    await tell(page, face('ready'));
    await open(page);
    expect(await commands(page)).toEqual([approve]);
    await page.locator('[data-pay]').click();
    expect(await commands(page)).toEqual([approve, approve]);
  });
});

test.describe('the way through the sheet', () => {
  test('is in order by Tab alone', async ({ openPage }) => {
    const page = await openPage('popup', face('ready-rate'));
    await page.locator('main').waitFor();
    expect((await tabStops(page)).map(({ name }) => name)).toEqual(['Change the wallet to pay from', 'Pay $80.80', 'Cancel']);
  });

  test('switches wallets by keyboard and comes back to where it was', async ({ openPage }) => {
    const page = await openPage('popup', face('ready-rate'));
    await page.locator('main').waitFor();
    await page.keyboard.press('Tab');
    await page.keyboard.press('Enter');
    await expect(page.getByRole('list', { name: 'Wallets to pay from' }).getByRole('button')).toHaveText([
      /cloudnine\.example · USD/,
      /pebble\.example · JPY/,
      /fine\.example · USD/,
    ]);
    await page.keyboard.press('Tab');
    await page.keyboard.press('Tab');
    await page.keyboard.press('Enter');
    expect(await commands(page)).toEqual([{ type: 'choose-wallet', paymentId: 'p1', walletId: 'w2' }]);
    await expect(page.getByRole('button', { name: 'Change the wallet to pay from' })).toBeFocused();
    await expect(page.getByRole('list', { name: 'Wallets to pay from' })).toHaveCount(0);
  });

  const presses: readonly (readonly [face: string, button: string, command: object])[] = [
    ['pricing', 'Cancel', { type: 'cancel', paymentId: 'p1' }],
    ['ready', 'Cancel', { type: 'cancel', paymentId: 'p1' }],
    ['link', 'Link a wallet', { type: 'open-options' }],
    ['link', 'Cancel', { type: 'cancel', paymentId: 'p1' }],
    ['consent', 'Show the wallet’s page', { type: 'show-consent', paymentId: 'p1' }],
    ['consent', 'Cancel', { type: 'cancel', paymentId: 'p1' }],
    ['paid', 'Back to the shop', { type: 'dismiss', paymentId: 'p1' }],
    ['paid', 'Receipt', { type: 'show-receipt', paymentId: 'p1' }],
    ['declined', 'Back to the shop', { type: 'dismiss', paymentId: 'p1' }],
    ['expired', 'Back to the shop', { type: 'dismiss', paymentId: 'p1' }],
    ['failed-never', 'Back to the shop', { type: 'dismiss', paymentId: 'p1' }],
    ['failed-safe', 'Try again', { type: 'again', paymentId: 'p1' }],
    ['failed', 'Cancel the order', { type: 'cancel', paymentId: 'p1' }],
    ['empty', 'Your wallets', { type: 'open-options' }],
  ];
  for (const [name, button, command] of presses) {
    test(`${name}: ${button}`, async ({ openPage }) => {
      const page = await openPage('popup', face(name));
      await page.getByRole('button', { name: button, exact: true }).click();
      expect(await commands(page)).toEqual([command]);
    });
  }

  test('failed: another wallet', async ({ openPage }) => {
    const page = await openPage('popup', face('failed'));
    await page.getByRole('button', { name: 'Choose another wallet' }).click();
    await page.getByRole('button', { name: /Fine Ledger/ }).click();
    expect(await commands(page)).toEqual([{ type: 'choose-wallet', paymentId: 'p1', walletId: 'w3' }]);
  });

  test('moves the focus to each new face and says its name', async ({ openPage }) => {
    const page = await openPage('popup', face('pricing'));
    await page.locator('main').waitFor();
    await expect(page.getByRole('heading', { level: 2, name: /^Total/ })).toBeFocused();
    await expect(page.getByRole('status')).toHaveText('Asking your wallet for the exact price.');
    await tell(page, face('ready'));
    await expect(page.getByRole('status')).toHaveText('The price is agreed. You pay $80.80.');
    await page.locator('[data-pay]').focus();
    for (const [name, title] of [
      ['consent', 'Confirm at cloudnine.example'],
      ['paying', 'Paying MX$1,400.00'],
      ['paid', 'Paid MX$1,400.00'],
    ] as const) {
      await tell(page, face(name));
      await expect(page.getByRole('heading', { level: 2, name: title })).toBeFocused();
      await expect(page.getByRole('status')).toHaveText(title);
    }
    await page.keyboard.press('Tab');
    await expect(page.getByRole('button', { name: 'Back to the shop' })).toBeFocused();
  });
});

test.describe('when the worker goes away', () => {
  test('keeps the last view, and says so only after a second', async ({ page, openPage }) => {
    await openAtRest(page, openPage, face('ready'));
    await page.clock.runFor(700);
    await open(page);
    await page.evaluate(() => {
      fakeWorker.gone = true;
      fakeWorker.die();
    });
    await page.clock.runFor(500);
    await expect(page.locator('.away')).toHaveCount(0);
    await page.clock.resume();
    await expect(page.locator('main.away')).toContainText('MX$1,400.00');
    await expect(page.getByRole('status')).toHaveText('Reconnecting…');
    await page.evaluate(() => {
      fakeWorker.gone = false;
    });
    await expect(page.locator('.away')).toHaveCount(0);
    await expect(page.getByRole('status')).toHaveText('The price is agreed. You pay $80.80.');
  });

  test('shows its bones without any script', async ({ browser, pagesOrigin }) => {
    const context = await browser.newContext({ javaScriptEnabled: false, viewport: { width: 360, height: 600 } });
    const page = await context.newPage();
    await page.goto(`${pagesOrigin}/src/popup/index.html`);
    await expect(page.locator('.bones')).toBeVisible();
    await expect(page.locator('body')).toHaveText('');
    await context.close();
  });

  test('shows its bones until the worker has spoken', async ({ openPage }) => {
    const page = await openPage('popup', undefined);
    await expect(page.locator('.bones')).toBeVisible();
    await tell(page, face('empty'));
    await expect(page.locator('.bones')).toBeHidden();
  });
});

test('shows what can be pressed where people choose their own colours', async ({ openPage }) => {
  const page = await openPage('popup', face('ready-rate'));
  await page.emulateMedia({ forcedColors: 'active' });
  await open(page);
  for (const button of await page.locator('.button, .choice').all()) {
    expect(await button.evaluate((element) => getComputedStyle(element).borderTopColor)).not.toMatch(/rgba\(.*, 0\)|transparent/);
  }
});

test('stands still for people who asked for less motion', async ({ openPage }) => {
  const page = await openPage('popup', face('consent'));
  await page.emulateMedia({ reducedMotion: 'reduce' });
  await page.locator('main').waitFor();
  expect(await page.evaluate(() => document.getAnimations().length)).toBe(0);
});

for (const name of ['ready-covered', 'permission-covered']) {
  test(`${name}: nothing can be pressed while a page keeps a window on top, and the window can be closed`, async ({ page, openPage }) => {
    await openAtRest(page, openPage, face(name));
    await page.clock.runFor(5_000);
    const button = page.locator('[data-pay]');
    await expect(button).toHaveAttribute('aria-disabled', 'true');
    await button.click({ force: true });
    expect(await commands(page)).toEqual([]);
    await page.getByRole('button', { name: 'Close that window' }).click();
    expect(await commands(page)).toEqual([{ type: 'close-cover', paymentId: 'p1' }]);
  });
}

for (const name of ['ready-unverified', 'ready-changed', 'ready-rose']) {
  test(`at 380 × 600, three items and the warning of ${name} leave every fact of the decision and both buttons in view`, async ({
    openPage,
  }) => {
    const { payment } = face(name);
    if (payment === undefined) throw new Error('no payment');
    const [item] = payment.items;
    if (item === undefined) throw new Error('no item');
    const page = await openPage('popup', { payment: { ...payment, items: [item, item, item] } });
    await page.setViewportSize({ width: 380, height: 600 });
    await page.locator('main .pay-acts').waitFor();
    const boxOf = async (selector: string) => {
      const box = await page.locator(`main ${selector}`).first().boundingBox();
      if (box === null) throw new Error(`${selector} is not drawn`);
      return box;
    };
    const footer = await boxOf('.acts');
    expect(footer.y + footer.height).toBeLessThanOrEqual(600);
    for (const selector of ['.total', '.end', '.end.from', '.note.warn', '.rows .sum']) {
      const { y, height } = await boxOf(selector);
      expect(y, selector).toBeGreaterThanOrEqual(0);
      expect(y + height, selector).toBeLessThanOrEqual(footer.y);
    }
    const [payBox, cancelBox] = [await boxOf('.pay'), await boxOf('.acts .button:not(.pay)')];
    expect(cancelBox.y).toBe(payBox.y);
    expect((await boxOf('.end')).y).toBeLessThan((await boxOf('.note.warn')).y);
  });
}

test.describe('words by what is paid', () => {
  for (const [name, words] of [
    ['failed-start-over', 'go back to the shop and check out again'],
    ['failed-start-over-invoice', 'open the invoice or the link again'],
    ['failed-start-over-person', 'type the wallet address again'],
    ['link', 'Your order waits meanwhile.'],
    ['link-person', 'This payment waits meanwhile.'],
    ['ready', 'that this order is paid'],
    ['ready-invoice', 'that this invoice is paid'],
    ['ready-person', 'that the money came'],
    ['permission-contact-person', 'the payee’s wallet'],
  ] as const) {
    test(`${name}: ${words}`, async ({ openPage }) => {
      const page = await openPage('popup', face(name));
      await expect(page.getByRole('main')).toContainText(words);
    });
  }
});

test('what an allowance will have left is the worker’s figure', async ({ openPage }) => {
  const page = await openPage('popup', face('ready-allowance'));
  await expect(page.getByRole('main')).toContainText('after this, $419.20 will be left');
  await tell(page, face('ready-over-allowance'));
  await expect(page.getByRole('main')).toContainText('your wallet asks you this time');
  await expect(page.getByRole('main')).not.toContainText('will be left');
});

test('a receipt shows the cost in the form in which the price did', async ({ openPage }) => {
  const page = await openPage('popup', face('ready-rate'));
  const main = page.getByRole('main');
  const rate = 'Rate, fees included1 USD = 17.3267 MXN';
  await expect(main).toContainText(rate);
  await tell(page, face('paid-rate'));
  await expect(main).toContainText(`${rate}Fee, within that rate$0.80`);
  await tell(page, face('ready'));
  const [apart, fee] = ['Rate1 USD = 17.50 MXN', 'Fee$0.80'];
  await expect(main).toContainText(apart + fee);
  await tell(page, face('paid'));
  await expect(main).toContainText(apart + fee);
});

test('a wallet that says before any price that it does not hold enough: another one is offered first', async ({ openPage }) => {
  const page = await openPage('popup', face('failed-no-money-told'));
  await expect(page.locator('.button.main')).toHaveText('Choose another wallet');
});

test('the focus starts in the sheet', async ({ openPage }) => {
  const page = await openPage('popup', face('ready'));
  await expect(page.getByRole('heading', { level: 2, name: /^Total/ })).toBeFocused();
});

test('a rate reads from left to right in a right-to-left page', async ({ openPage }) => {
  const page = await openPage('popup', face('ready-rate'));
  await page.locator('main .rows bdi[dir="ltr"] bdi').first().waitFor();
  await page.evaluate(() => document.documentElement.setAttribute('dir', 'rtl'));
  const [one, worth] = await page
    .locator('main .rows bdi[dir="ltr"] bdi')
    .evaluateAll((parts) => parts.map((part) => part.getBoundingClientRect().left));
  expect(one).toBeLessThan(worth ?? 0);
});

test('Pay stays the primary action in forced colours', async ({ openPage }) => {
  const page = await openPage('popup', face('ready'));
  await page.emulateMedia({ forcedColors: 'active' });
  await page.locator('.pay:not([aria-disabled="true"])').waitFor();
  const colours = (selector: string) =>
    page
      .locator(selector)
      .first()
      .evaluate((button) => getComputedStyle(button).backgroundColor);
  expect(await colours('.pay')).not.toBe(await colours('.acts .button:not(.pay)'));
});

test('axe is at work here: it finds a button without a name', async ({ openPage }) => {
  const page = await openPage('popup', face('ready'));
  await page.locator('main').evaluate((main) => main.append(document.createElement('button')));
  expect((await axeViolations(page)).map((found) => found.split(':')[0])).toEqual(['dark button-name', 'light button-name']);
});
