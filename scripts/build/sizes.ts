import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { partsOf, type Parts } from './chunks.ts';

export interface Size {
  readonly raw: number;
  readonly gzip: number;
}

export type Sizes = Readonly<Record<keyof Parts, Size>> & { readonly zip?: number };

/** What each part of the extension loads, in bytes. Chunks that two parts share count in both. */
export function sizesOf(dir: string, zipFile?: string): Sizes {
  const parts = partsOf(dir);
  const total = (files: readonly string[]): Size => {
    const contents = files.map((file) => readFileSync(join(dir, file)));
    return {
      raw: contents.reduce((sum, content) => sum + content.length, 0),
      gzip: contents.reduce((sum, content) => sum + gzipSync(content, { level: 9 }).length, 0),
    };
  };
  return {
    page: total(parts.page),
    content: total(parts.content),
    worker: total(parts.worker),
    popup: total(parts.popup),
    options: total(parts.options),
    ...(zipFile ? { zip: statSync(zipFile).size } : {}),
  };
}

/** The sizes as a small table. */
export function sizeTable({ zip, ...parts }: Sizes): string {
  const kB = (bytes: number) => `${(bytes / 1000).toFixed(1)} kB`.padStart(10);
  const rows = Object.entries(parts).map(([part, { raw, gzip }]) => `  ${part.padEnd(8)}${kB(raw)}${kB(gzip)} gzip`);
  return [...rows, ...(zip === undefined ? [] : [`  ${'zip'.padEnd(8)}${kB(zip)}`])].join('\n');
}
