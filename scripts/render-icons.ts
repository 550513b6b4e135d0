import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { chromium } from 'playwright';
import { ensureChromium } from './lib/chromium.ts';
import { inRoot } from './lib/paths.ts';

/** Draws the toolbar's icons anew: `npx tsx scripts/render-icons.ts`. The same drawing as `src/ui/logo.tsx`, bolder where it is small. */

const SIZES = [16, 32, 48, 128] as const;

function drawing(size: number): string {
  // At 16 a line of 4 units would be 2 pixels, which fades on a toolbar.
  const isSmall = size <= 16;
  const stroke = isSmall ? 4.8 : 4;
  const coin = isSmall ? 4.2 : 3.6;
  // A store page frames its large icon: some air around the tile keeps the corners off the frame.
  const air = size === 128 ? 2 : 0;
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${size}" height="${size}" viewBox="${-air} ${-air} ${32 + 2 * air} ${32 + 2 * air}">
    <rect width="32" height="32" rx="8" fill="#0f7d5a"/>
    <path d="M7 11.5h14M13 5.5v13a6.5 6.5 0 0 0 6.5 6.5h2" fill="none" stroke="#fff" stroke-width="${stroke}" stroke-linecap="round" stroke-linejoin="round"/>
    <circle cx="22.5" cy="18" r="${coin}" fill="#f3b640"/>
  </svg>`;
}

const folder = inRoot('public', 'icons');
mkdirSync(folder, { recursive: true });
const browser = await chromium.launch({ executablePath: ensureChromium(), args: ['--no-sandbox'] });
const page = await browser.newPage();
for (const size of SIZES) {
  await page.setViewportSize({ width: size, height: size });
  await page.setContent(`<style>body{margin:0}svg{display:block}</style>${drawing(size)}`);
  writeFileSync(join(folder, `${size}.png`), await page.screenshot({ omitBackground: true }));
}
await browser.close();
