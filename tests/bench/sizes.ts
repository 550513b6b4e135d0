import { sizesOf } from '../../scripts/build/sizes.ts';
import { zipFile } from '../../scripts/build/extension.ts';
import type { Figures } from './figures.ts';

/** What each part of the extension loads. */
export function sizes(extension: string): Figures {
  const { zip = Number.NaN, ...parts } = sizesOf(extension, zipFile);
  const figures = Object.entries(parts).flatMap(([part, { raw, gzip }]) => [
    [`${part}_raw_bytes`, raw],
    [`${part}_gzip_bytes`, gzip],
  ]);
  return { ...Object.fromEntries(figures), page_scripts_raw_bytes: parts.page.raw + parts.content.raw, zip_bytes: zip };
}
