import { shadowRootOf } from './shadow-roots.ts';

/** Maximum number of examined elements in a link. */
const MAX_ELEMENTS = 200;

/**
 * Whether the user can see the element or something rendered in it: a link around a floated image has an empty box. A `<link>` is never
 * rendered, an `<area>` is where its image is.
 */
export function isVisible(element: Element): boolean {
  if (element.localName === 'link') return true;
  if (element.localName !== 'area')
    return isDrawn(element, element) || (canContainVisible(element) && inner(element).some((part) => isDrawn(part, element)));
  const root = element.getRootNode() as Document | ShadowRoot;
  const picture = root.querySelector(`[usemap="#${CSS.escape(element.closest('map')?.name ?? '')}"]`);
  return picture !== null && isDrawn(picture, picture);
}

/** False if the link is not rendered or fully transparent: then nothing in it is visible. */
function canContainVisible(link: Element): boolean {
  return link.checkVisibility({ opacityProperty: true }) || getComputedStyle(link).display === 'contents';
}

/** The elements in the link, in the light and in shadow trees. */
function inner(link: Element): readonly Element[] {
  const parts = [...link.querySelectorAll('*')].slice(0, MAX_ELEMENTS);
  for (const part of parts) {
    const root = parts.length < MAX_ELEMENTS && shadowRootOf(part);
    if (root) parts.push(...root.querySelectorAll('*'));
  }
  return parts;
}

function isDrawn(part: Element, link: Element): boolean {
  if (!part.checkVisibility({ opacityProperty: true, visibilityProperty: true })) return isDrawnAsText(part);
  if (isOnPage(part.getBoundingClientRect())) return part === link || !isClipped(part, link);
  return hasGeneratedBox(part) && !isClipped(part, link);
}

/** An element without a box may have visible text. */
function isDrawnAsText(part: Element): boolean {
  const { display, visibility } = getComputedStyle(part);
  return display === 'contents' && visibility === 'visible' && isParentShown(part) && textBoxes(part).some(isOnPage);
}

function isOnPage({ width, height, right, bottom }: DOMRect): boolean {
  return Math.min(width, height, right + scrollX, bottom + scrollY) > 1;
}

function isParentShown({ parentElement: parent }: Element): boolean {
  if (!parent) return true;
  return getComputedStyle(parent).display === 'contents' ? isParentShown(parent) : parent.checkVisibility({ opacityProperty: true });
}

function textBoxes(element: Element): DOMRect[] {
  const range = document.createRange();
  return [...element.childNodes].flatMap((node) => {
    if (node.nodeType !== Node.TEXT_NODE) return [];
    range.selectNodeContents(node);
    return [...range.getClientRects()];
  });
}

/** Whether an element of the link, or the link itself, has an empty box and clips its overflow. */
function isClipped(part: Element, link: Element): boolean {
  let { position } = getComputedStyle(part);
  for (let box: Element | null = part; box && box !== link; ) {
    box = box.parentElement;
    if (!box) return false;
    const style = getComputedStyle(box);
    // A positioned element is laid out and clipped by its containing block.
    const isAround = style.display !== 'contents' && (!/^(?:absolute|fixed)$/.test(position) || style.position !== 'static');
    if (!isAround) continue;
    const { width, height } = box.getBoundingClientRect();
    if (style.overflow !== 'visible' && Math.min(width, height) <= 1) return true;
    ({ position } = style);
  }
  return false;
}

/** Whether a style sheet generates a box outside of the element's own box, such as a label or a larger click area. */
function hasGeneratedBox(part: Element): boolean {
  if (getComputedStyle(part).overflow !== 'visible') return false;
  return ['::before', '::after'].some((name) => {
    const { content, position, float, display, visibility, opacity, width, height } = getComputedStyle(part, name);
    const isOutside = position === 'absolute' || position === 'fixed' || float !== 'none';
    const isShown = content !== 'none' && display !== 'none' && visibility === 'visible' && Number(opacity) > 0;
    return isOutside && isShown && Math.min(Number.parseFloat(width), Number.parseFloat(height)) > 1;
  });
}
