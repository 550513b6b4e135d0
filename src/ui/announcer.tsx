/**
 * A live region for screen readers. It is always in the document and only its text changes; otherwise the first text would not be
 * announced.
 */
export function Announcer({ text }: { readonly text: string }) {
  return (
    <p role="status" class="unseen">
      {text}
    </p>
  );
}
