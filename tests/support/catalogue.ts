import { readFileSync } from 'node:fs';
import { inRoot } from '../../scripts/lib/paths.ts';

export interface CatalogueEntry {
  readonly message: string;
  readonly description?: string;
  readonly placeholders?: Readonly<Record<string, { readonly content: string }>>;
}

export type Catalogue = Readonly<Record<string, CatalogueEntry>>;

/** The English catalogue as the browser reads it. */
export const catalogue = JSON.parse(readFileSync(inRoot('public', '_locales', 'en', 'messages.json'), 'utf8')) as Catalogue;

/**
 * Like browsers: `$NAME$` is replaced by its placeholder, `$1` by the first substitution, `$$` by a dollar sign. Self-contained, because
 * its source text is also run in pages.
 */
export function fillIn(words: Catalogue, key: string, substitutions: readonly string[] = []): string {
  const entry = words[key];
  if (entry === undefined) return '';
  return entry.message.replaceAll(/\$\$|\$(\w+)\$/g, (found, name: string | undefined) => {
    if (found === '$$') return '$';
    const content = entry.placeholders?.[(name ?? '').toLowerCase()]?.content ?? '';
    return content.replaceAll(/\$(\d)/g, (_, index: string) => substitutions[Number(index) - 1] ?? '');
  });
}

/** `browser.i18n.getMessage`, in English. */
export function getMessage(key: string, substitutions: readonly string[] = []): string {
  return fillIn(catalogue, key, substitutions);
}
