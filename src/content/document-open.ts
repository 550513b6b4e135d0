/**
 * Calls back after `document.open()`, which takes every listener off the window, the document and all that was in it, and leaves this script
 * without them (HTML, "document open steps"). It also removes the root element, and that is all that is observed: nothing below the
 * document itself.
 * @returns ends it.
 */
export function afterDocumentOpen(callback: () => void): () => void {
  const observer = new MutationObserver((records) => {
    if (records.some(({ removedNodes }) => removedNodes.length > 0)) callback();
  });
  observer.observe(document, { childList: true });
  return () => observer.disconnect();
}
