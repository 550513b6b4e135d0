/** What a screen reader says on a change. Always in the page and only its text changes, or readers would miss the first words. */
export function Announcer({ text }: { readonly text: string }) {
  return (
    <p role="status" class="unseen">
      {text}
    </p>
  );
}
