import { readFileSync, writeFileSync } from 'node:fs';
import { relative, sep } from 'node:path';
import { zipSync, type Zippable } from 'fflate';
import { filesUnder } from './inputs.ts';

/** The first moment that a zip can hold; every entry has it, so that equal files make equal zips. */
const FIXED_TIME = new Date(1980, 0, 1);

/** Packs a folder's files, sorted by name. The packer is JavaScript, so that the bytes do not depend on Node's zlib. */
export function zipFolder(folder: string, zipFile: string): void {
  const entries: Zippable = {};
  for (const file of filesUnder(folder)) {
    const name = relative(folder, file).replaceAll(sep, '/');
    entries[name] = [readFileSync(file), { mtime: FIXED_TIME, level: 9, os: 3, attrs: 0o644 << 16 }];
  }
  writeFileSync(zipFile, zipSync(entries));
}
