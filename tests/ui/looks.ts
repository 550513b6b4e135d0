import type { Page } from '@playwright/test';

/** Every look that a face has to stand: colours, widths, larger text. */
export interface Look {
  readonly name: string;
  readonly scheme: 'light' | 'dark';
  readonly width: number;
  readonly largeText: boolean;
}

const SIZES = [
  { name: '360', width: 360, largeText: false },
  { name: '320', width: 320, largeText: false },
  { name: '200%', width: 360, largeText: true },
];

export const LOOKS: readonly Look[] = (['light', 'dark'] as const).flatMap((scheme) =>
  SIZES.map(({ name, width, largeText }) => ({ name: `${scheme}-${name}`, scheme, width, largeText })),
);

export const HEIGHT = 600;

export async function wear(page: Page, look: Look): Promise<void> {
  await page.emulateMedia({ colorScheme: look.scheme, reducedMotion: 'reduce' });
  await page.setViewportSize({ width: look.width, height: HEIGHT });
  await page.evaluate(
    (size) => {
      document.documentElement.style.fontSize = size;
    },
    look.largeText ? '200%' : '',
  );
}
