import { cleanText } from './untrusted-text.ts';

/** Text from a shop or a wallet, cleaned and isolated: a right-to-left name cannot reorder the amount beside it. */
export function Untrusted({ text }: { readonly text: string }) {
  return (
    <bdi dir="auto" class="untrusted">
      {cleanText(text)}
    </bdi>
  );
}
