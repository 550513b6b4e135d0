import { beforeEach, expect, test, vi } from 'vitest';

let general = '';
const own = new Map<number, string>();

vi.mock('../platform/browser.ts', () => ({
  browser: {
    tabs: { query: () => Promise.resolve([{ id: 1 }]) },
    action: {
      setBadgeText: ({ tabId, text }: { tabId?: number; text: string }) => {
        if (tabId === undefined) general = text;
        else own.set(tabId, text);
        return tabId === 404 ? Promise.reject(new Error('No tab with id: 404.')) : Promise.resolve();
      },
    },
  },
}));
const { Badge } = await import('./badge.ts');

/** What the button shows on a tab: its own text, else the general one. */
const shown = (tabId: number) => own.get(tabId) || general;

beforeEach(() => {
  general = '';
  own.clear();
});

test('what waits is shown on every tab, and goes when it is done; the page in front then says again what it has', async () => {
  const badge = new Badge(() => void badge.showFound(1, 3));
  await badge.showFound(1, 3);
  await badge.showFound(2, 120);
  expect([shown(1), shown(2), shown(3)]).toEqual(['3', '99+', '']);
  badge.showWaiting(1);
  await vi.waitFor(() => expect([shown(1), shown(2), shown(3)]).toEqual(['1', '1', '1']));
  await badge.showFound(2, 5);
  expect(shown(2)).toBe('1');
  badge.showWaiting(0);
  await vi.waitFor(() => expect([shown(1), shown(2), shown(3)]).toEqual(['3', '', '']));
});

test('a number that an earlier worker left is taken away, and so is what it left on the tab in front', async () => {
  general = '2';
  own.set(1, '4');
  new Badge(() => undefined).showWaiting(0);
  expect(general).toBe('');
  new Badge(() => undefined).showWaiting(1);
  await vi.waitFor(() => expect(shown(1)).toBe('1'));
});

test('a tab that is gone breaks nothing', async () => {
  await expect(new Badge(() => undefined).showFound(404, 1)).resolves.toBeUndefined();
});
