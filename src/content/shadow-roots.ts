/// <reference types="chrome" />

/** No page makes us ask for the shadow roots of more elements than this. */
const MOST_HOSTS = 20_000;

/** Elements of the page's own. No selector finds them, and to touch every element costs a page more than all the rest. */
const CUSTOM_ELEMENTS = '//*[contains(name(),"-")]';
const UNORDERED_SNAPSHOT = 6;
/** Others that look like hosts: they have nothing to show but a shadow tree, or name slots for their children. */
const EMPTY_ELEMENTS = 'div:not(:has(*)):is([id],:not([class])),:is(span,section,article,aside,main)[id]:not(:has(*))';
const SLOTTED = '[slot]';

/**
 * The shadow roots of the page, of whatever kind, nested ones included; a root comes before those in it.
 * @param thorough asks every element. Else only those that look like hosts are asked.
 */
export function shadowRoots(thorough: boolean): readonly ShadowRoot[] {
  const roots: ShadowRoot[] = [];
  let left = MOST_HOSTS;
  const add = (hosts: Iterable<Element>): void => {
    for (const host of hosts) {
      if (left-- <= 0) return;
      const root = shadowRootOf(host);
      // Slotted children name their host more than once.
      if (root && !roots.includes(root)) roots.push(root);
    }
  };
  add(thorough ? document.querySelectorAll('*') : likelyHosts());
  // Grows while it is read.
  for (const root of roots) add(root.querySelectorAll('*'));
  return roots;
}

/** The element's shadow root, closed ones too. */
export function shadowRootOf(element: Element): ShadowRoot | null {
  if (element.shadowRoot) return element.shadowRoot;
  return element instanceof HTMLElement ? chrome.dom.openOrClosedShadowRoot(element) : null;
}

function* likelyHosts(): Generator<Element> {
  const custom = document.evaluate(CUSTOM_ELEMENTS, document, null, UNORDERED_SNAPSHOT);
  for (let i = 0; i < custom.snapshotLength; i++) yield custom.snapshotItem(i) as Element;
  for (const element of document.querySelectorAll(EMPTY_ELEMENTS)) if (!element.textContent.trim()) yield element;
  for (const { parentElement } of document.querySelectorAll(SLOTTED)) if (parentElement) yield parentElement;
}
