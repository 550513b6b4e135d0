/** The latest change. Always in the document, because screen readers announce only changes inside an existing live region. */
export function News({ text }: { readonly text: string }) {
  return (
    <p role="status" class={text === '' ? 'unseen' : 'note ok news'}>
      {text}
    </p>
  );
}
