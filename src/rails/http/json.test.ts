import { describe, expect, test } from 'vitest';
import { TenderError } from '../../model/errors.ts';
import { exceeds, parseJson } from './json.ts';

const SIZE = 64 * 1024;

/** A text that counts how often one of its characters is read. */
function counted(text: string): { readonly text: Parameters<typeof exceeds>[1]; readonly reads: () => number } {
  let reads = 0;
  return {
    text: {
      length: text.length,
      charCodeAt: (index) => {
        reads += 1;
        return text.charCodeAt(index);
      },
    },
    reads: () => reads,
  };
}

describe('the structure of an answer', () => {
  test.each([
    ['escaped quotes in a string without an end', `"${'\\"'.repeat(SIZE / 2)}`],
    ['escaped quotes outside of strings', '\\"'.repeat(SIZE / 2)],
    ['backslashes without an end', `"${'\\'.repeat(SIZE)}`],
    ['quotes', '"'.repeat(SIZE)],
    ['brackets in strings', `["${'[{'.repeat(SIZE / 2)}"]`],
  ])('is known after one pass: %s', (_name, worst) => {
    const { text, reads } = counted(worst);
    exceeds({ depth: 32, values: 4096 }, text);
    expect(reads()).toBeLessThanOrEqual(worst.length);
  });

  test.each([
    ['32 levels', `${'['.repeat(32)}${']'.repeat(32)}`, false],
    ['33 levels', `${'['.repeat(33)}${']'.repeat(33)}`, true],
    ['33 levels of both kinds', `${'[{"a":'.repeat(16)}[1]${'}]'.repeat(16)}`, true],
    ['one level often', `[${'[],'.repeat(500)}{}]`, false],
    ['4,096 values', `[${'1,'.repeat(4095)}1]`, false],
    ['one value more', `[${'1,'.repeat(4096)}1]`, true],
    ['one list more', `[${'[]'.repeat(4096)}]`, true],
    ['commas in a string', `["${','.repeat(9000)}"]`, false],
    ['brackets in a string', `"${'['.repeat(100)}"`, false],
    ['brackets behind an escaped quote', `"\\"${'['.repeat(100)}"`, false],
    ['brackets behind an escaped backslash', `["\\\\",${'['.repeat(100)}`, true],
  ])('%s', (_name, text, isDeep) => {
    expect(exceeds({ depth: 32, values: 4096 }, text)).toBe(isDeep);
  });

  test('is looked at before anything is built', () => {
    const outcome = (text: string): unknown => {
      try {
        return parseJson(text, 'bank.example');
      } catch (error) {
        return error instanceof TenderError ? error.code : error;
      }
    };
    expect(outcome('['.repeat(SIZE))).toBe('malformed');
    expect(outcome(`"${'\\"'.repeat(SIZE / 2)}`)).toBe('not-json');
    expect(outcome('{"a":["\\"[["]}')).toEqual({ a: ['"[['] });
  });
});
