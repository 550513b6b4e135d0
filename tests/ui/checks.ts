import type { Page } from '@playwright/test';

/** What a page has to hold in every look. Each check returns what is wrong, in words; nothing means well. */
export async function problemsOf(page: Page): Promise<string[]> {
  return page.evaluate(findProblems);
}

/** Runs in the page; self-contained. */
function findProblems(): string[] {
  const visible = (element: Element) =>
    element.checkVisibility({ visibilityProperty: true }) && element.closest('.unseen, [aria-hidden="true"]') === null;
  const all = [...document.querySelectorAll('body *')].filter(visible);
  const about = (element: Element) =>
    `<${element.tagName.toLowerCase()} class="${element.getAttribute('class') ?? ''}"> ${(element.textContent ?? '').slice(0, 40)}`;

  const nameOf = (element: Element): string => {
    const label = element.getAttribute('aria-label') ?? '';
    const labels = element instanceof HTMLInputElement ? [...(element.labels ?? [])].map(({ textContent }) => textContent).join(' ') : '';
    return (label || labels || element.textContent || '').trim();
  };
  const nameless = all.filter((element) => element.matches('button, a, input, select, summary, [role="img"]') && nameOf(element) === '');

  const root = document.documentElement;
  const sideways = root.scrollWidth > root.clientWidth ? [`the page is ${root.scrollWidth} wide in ${root.clientWidth}`] : [];
  const outside = all.filter((element) => {
    const { left, right, width } = element.getBoundingClientRect();
    return width > 0 && (left < -0.5 || right > root.clientWidth + 0.5);
  });
  const clipped = all.filter((element) => {
    // A field scrolls under the hand that types in it.
    if (element instanceof HTMLInputElement) return false;
    const { overflowX, overflowY } = getComputedStyle(element);
    const hides = (overflow: string) => overflow !== 'visible';
    return (
      (hides(overflowX) && element.scrollWidth > element.clientWidth + 1) ||
      (hides(overflowY) && element.scrollHeight > element.clientHeight + 1)
    );
  });

  type Colour = readonly [red: number, green: number, blue: number, alpha: number];
  const parse = (text: string): Colour => {
    const [red = 0, green = 0, blue = 0, alpha = 1] = (text.match(/[\d.]+/g) ?? []).map(Number);
    return [red, green, blue, alpha];
  };
  const groundOf = (element: Element | null): Colour => {
    if (element === null) return parse(getComputedStyle(document.body).backgroundColor);
    const colour = parse(getComputedStyle(element).backgroundColor);
    return colour[3] === 1 ? colour : groundOf(element.parentElement);
  };
  const luminance = ([red, green, blue]: Colour) => {
    const [r = 0, g = 0, b = 0] = [red, green, blue].map((channel) => {
      const part = channel / 255;
      return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
    });
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const contrast = (element: Element) => {
    const [a, b] = [luminance(parse(getComputedStyle(element).color)), luminance(groundOf(element))];
    return (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
  };
  const hasOwnText = (element: Element) =>
    [...element.childNodes].some((node) => node.nodeType === Node.TEXT_NODE && (node.textContent ?? '').trim() !== '');
  const faint = all.filter((element) => hasOwnText(element) && contrast(element) < 4.5);

  const broken = all.filter((element) => {
    if (!element.matches('.money') || (element.textContent ?? '').length > 14) return false;
    const range = document.createRange();
    range.selectNodeContents(element);
    return new Set([...range.getClientRects()].map(({ top }) => Math.round(top))).size > 1;
  });

  const small = all.filter((element) => {
    const { width, height } = element.getBoundingClientRect();
    return element.matches('button, input, summary') && (width < 24 || height < 24);
  });
  const ids = [...document.querySelectorAll('[id]')].map(({ id }) => id);
  const twice = ids.filter((id, index) => ids.indexOf(id) !== index);
  const pointsNowhere = [...document.querySelectorAll('[aria-describedby], [aria-labelledby], [aria-controls]')].filter((element) =>
    ['aria-describedby', 'aria-labelledby', 'aria-controls']
      .flatMap((name) => (element.getAttribute(name) ?? '').split(' '))
      .some((id) => id !== '' && document.getElementById(id) === null),
  );

  const report = (what: string, elements: readonly Element[]) => elements.map((element) => `${what}: ${about(element)}`);
  return [
    ...sideways,
    ...report('no name', nameless),
    ...report('outside the page', outside),
    ...report('clipped', clipped),
    ...faint.map((element) => `contrast ${contrast(element).toFixed(2)}: ${about(element)}`),
    ...report('a sum on two lines', broken),
    ...report('too small to hit', small),
    ...report('points at no id', pointsNowhere),
    ...twice.map((id) => `id twice: ${id}`),
    ...(document.querySelectorAll('[style]').length > (root.hasAttribute('style') ? 1 : 0) ? ['an inline style'] : []),
    ...(/[\u200B-\u200F\u202A-\u202E\u2060-\u2069\uFEFF]/.test(document.body.textContent ?? '')
      ? ['an invisible or reordering character']
      : []),
  ];
}

export interface Stop {
  readonly name: string;
  /** Whether the focus can be seen on it. */
  readonly isMarked: boolean;
}

/** Walks through the page by Tab, from its beginning to its end. */
export async function tabStops(page: Page): Promise<Stop[]> {
  await page.evaluate(() => document.activeElement instanceof HTMLElement && document.activeElement.blur());
  const stops: Stop[] = [];
  for (let count = 0; count < 60; count += 1) {
    await page.keyboard.press('Tab');
    const stop = await page.evaluate(() => {
      const { activeElement: element } = document;
      if (element === null || element === document.body) return undefined;
      const { outlineStyle, outlineWidth } = getComputedStyle(element);
      const label = element instanceof HTMLInputElement ? (element.labels?.[0]?.textContent ?? '') : (element.textContent ?? '');
      return {
        name: (element.getAttribute('aria-label') ?? label).trim(),
        isMarked: outlineStyle !== 'none' && Number.parseFloat(outlineWidth) >= 2,
      };
    });
    if (stop === undefined) return stops;
    stops.push(stop);
  }
  return stops;
}
