import { expect, it } from 'vitest';
import { isTest, sourcesUnder } from './sources.ts';

/**
 * A regex that begins with a repeated part and is anchored at its end only (`/\/+$/`) is tried anew from each character of a run, and so
 * takes the square of its length on text that somebody chose. A look-behind lets it begin at the first character only.
 */
it('no regex is tried anew from within a run', () => {
  const repeatedToTheEnd =
    /(?<=[(\s=,])\/(?![*/^])(?:\\.|\[(?:\\.|[^\]\\])*\]|[^\s\\[(|/])[+*](?:\\.|\[(?:\\.|[^\]\\])*\]|[^\n\\[/])*\$\/[dgimsuvy]*[,)]/;
  const sources = sourcesUnder('src').filter((source) => !isTest(source));
  expect(sources.filter(({ text }) => repeatedToTheEnd.test(text)).map(({ path }) => path)).toEqual([]);
});
