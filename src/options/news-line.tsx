/** What changed last. Always there, as screen readers hear only what changes inside a region that they know. */
export function News({ text }: { readonly text: string }) {
  return (
    <p role="status" class={text === '' ? 'unseen' : 'note ok news'}>
      {text}
    </p>
  );
}
