import { describe, expect, it } from 'vitest';
import { ERRORS } from '../../src/model/errors.ts';
import { catalogue } from '../../tests/support/catalogue.ts';
import { inRoot } from '../lib/paths.ts';
import { errorsPage } from './errors-page.ts';

describe('docs/errors.md', () => {
  it('is up to date', async () => {
    await expect(errorsPage(catalogue)).toMatchFileSnapshot(inRoot('docs', 'errors.md'));
  });

  it('tells for every code the cause, where the money is and what to do', () => {
    const sections = errorsPage(catalogue).split('\n## ').slice(1);
    expect(sections.map((section) => /^`([^`]+)`/.exec(section)?.[1])).toEqual(Object.keys(ERRORS));
    for (const section of sections) {
      expect(section).toMatch(/^\*\*.{4,}\.\*\*/m);
      expect(section).toMatch(/^- Where the money is: .{8,}$/m);
      expect(section).toMatch(/^- What to do: .{8,}$/m);
      expect(section).not.toMatch(/\$\w+\$|\$\$/);
    }
  });
});
