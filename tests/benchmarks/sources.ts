import { readFileSync } from 'node:fs';
import { relative, sep } from 'node:path';
import { filesUnder } from '../../scripts/build/inputs.ts';
import { inRoot, root } from '../../scripts/lib/paths.ts';
import type { Figures } from './figures.ts';

/** How much there is to read, and how much of it is tests. The demo world ships in no build and counts as neither. */
export function sources(): Figures {
  const isOurs = (file: string) => /\.(tsx?|css|html)$/.test(file) && !file.includes(`${sep}node_modules${sep}`);
  const code = (folder: string) => filesUnder(inRoot(folder)).filter((file) => isOurs(relative(root, file)));
  const isTest = (file: string) => /\.test\.tsx?$/.test(file);
  const source = code('src').filter((file) => !isTest(file));
  const tests = [...code('src').filter(isTest), ...code('tests')];
  const lines = (files: readonly string[]) =>
    files.reduce(
      (sum, file) =>
        sum +
        readFileSync(file, 'utf8')
          .split('\n')
          .filter((line) => line.trim() !== '').length,
      0,
    );
  return {
    source_lines: lines(source),
    source_files: source.length,
    test_lines: lines(tests),
    test_to_source: lines(tests) / lines(source),
    ...countsOfLastRun(),
  };
}

/** From the reports that `npm test` left, if it ran. */
function countsOfLastRun(): Figures {
  const read = (name: string): unknown => {
    try {
      return JSON.parse(readFileSync(inRoot('tests', 'out', name), 'utf8'));
    } catch {
      return undefined;
    }
  };
  const unit = read('unit.json') as { numTotalTests: number } | undefined;
  const e2e = read('e2e.json') as { stats: { expected: number; unexpected: number } } | undefined;
  return {
    ...(unit ? { unit_tests: unit.numTotalTests } : {}),
    ...(e2e ? { e2e_tests: e2e.stats.expected + e2e.stats.unexpected } : {}),
  };
}
