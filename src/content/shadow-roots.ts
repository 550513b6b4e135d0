/// <reference types="chrome" />

/** Maximum number of elements whose shadow roots are examined. */
const MAX_HOSTS = 20_000;

/** Custom elements. No CSS selector finds them, and examining every element is slower than everything else. */
const CUSTOM_ELEMENTS = '//*[contains(name(),"-")]';
const UNORDERED_SNAPSHOT = 6;
/** Other elements that may be shadow hosts: they have no other content, or their children have slot names. */
const EMPTY_ELEMENTS = 'div:not(:has(*)):is([id],:not([class])),:is(span,section,article,aside,main)[id]:not(:has(*))';
const SLOTTED = '[slot]';

/**
 * All shadow roots of the page, open and closed, nested ones included. A root comes before those inside it.
 * @param thorough examines every element, otherwise only those that may be hosts.
 */
export function shadowRoots(thorough: boolean): readonly ShadowRoot[] {
  const roots: ShadowRoot[] = [];
  let left = MAX_HOSTS;
  const add = (hosts: Iterable<Element>): void => {
    for (const host of hosts) {
      if (left-- <= 0) return;
      const root = shadowRootOf(host);
      // A host is found once for each slotted child.
      if (root && !roots.includes(root)) roots.push(root);
    }
  };
  add(thorough ? document.querySelectorAll('*') : likelyHosts());
  // Grows during the iteration.
  for (const root of roots) add(root.querySelectorAll('*'));
  return roots;
}

/** The element's shadow root, also a closed one. */
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
