/**
 * Calls back after `document.open()`, which removes every listener from the window, the document and its content, also those of this script
 * (HTML, "document open steps"). It also removes the root element, and only that is observed: nothing below the document itself.
 * @returns stops the observation.
 */
export function afterDocumentOpen(callback: () => void): () => void {
  const observer = new MutationObserver((records) => {
    if (records.some(({ removedNodes }) => removedNodes.length > 0)) callback();
  });
  observer.observe(document, { childList: true });
  return () => observer.disconnect();
}
