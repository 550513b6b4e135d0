import { Fragment } from 'preact';
import { cleanHost } from './untrusted-text.ts';

/** A host, which may wrap after its dots. */
export function Host({ host }: { readonly host: string }) {
  return (
    <bdi dir="ltr" class="untrusted">
      {cleanHost(host)
        .split(/(?<=\.)/)
        .map((label, index) => (
          <Fragment key={index}>
            {index > 0 && <wbr />}
            {label}
          </Fragment>
        ))}
    </bdi>
  );
}
