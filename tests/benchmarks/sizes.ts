import { sizesOf } from '../../scripts/build/sizes.ts';
import { zipFile } from '../../scripts/build/extension.ts';
import type { Figures } from './figures.ts';

/** What each part of the extension loads. */
export function sizes(extension: string): Figures {
  const { zip = Number.NaN, ...parts } = sizesOf(extension, zipFile);
  const figures: Record<string, number> = {};
  for (const [part, { raw, gzip }] of Object.entries(parts)) {
    figures[`${part}_raw_bytes`] = raw;
    figures[`${part}_gzip_bytes`] = gzip;
  }
  return { ...figures, page_scripts_raw_bytes: parts.page.raw + parts.content.raw, zip_bytes: zip };
}
