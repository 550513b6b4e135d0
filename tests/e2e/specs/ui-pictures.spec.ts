import { inRoot } from '../../../scripts/lib/paths.ts';
import { test } from '../../ui/harness.ts';
import { LOOKS, wear } from '../../ui/looks.ts';
import { OPTIONS_STATES } from '../../ui/options-states.ts';
import { SHEET_FACES } from '../../ui/sheet-faces.ts';

const picture = (...path: readonly string[]) => inRoot('tests', 'out', 'pictures', ...path);

test.describe('pictures of the sheet', () => {
  for (const [name, view] of Object.entries(SHEET_FACES)) {
    test(name, async ({ openPage }) => {
      const page = await openPage('popup', view);
      await page.locator('main').waitFor();
      await page.waitForTimeout(600);
      for (const look of LOOKS) {
        await wear(page, look);
        await page.screenshot({ path: picture('sheet', look.name, `${name}.png`), fullPage: true });
      }
    });
  }
});

test.describe('pictures of the options page', () => {
  for (const [name, view] of Object.entries(OPTIONS_STATES)) {
    test(name, async ({ openPage }) => {
      const page = await openPage('options', view);
      await page.locator('main form').waitFor();
      for (const look of [...LOOKS, { name: 'light-wide', scheme: 'light', width: 900, largeText: false } as const]) {
        await wear(page, look);
        await page.screenshot({ path: picture('options', look.name, `${name}.png`), fullPage: true });
      }
    });
  }
});
