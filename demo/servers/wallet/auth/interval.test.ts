import { expect, test } from 'vitest';
import { InvalidInterval, intervalAround } from './interval.ts';

const at = (text: string) => Date.parse(text);
const around = (interval: string, now: string) => {
  const found = intervalAround(interval, at(now));
  return found && [new Date(found.start).toISOString().slice(0, 10), new Date(found.end).toISOString().slice(0, 10)];
};

test('months end on their last day', () => {
  expect(around('R/2026-01-31T00:00:00Z/P1M', '2026-02-15T00:00:00Z')).toEqual(['2026-01-31', '2026-02-28']);
  expect(around('R/2026-01-31T00:00:00Z/P1M', '2026-03-01T00:00:00Z')).toEqual(['2026-02-28', '2026-03-31']);
});

test('before the first and after the last there is none', () => {
  expect(around('R1/2026-01-01T00:00:00Z/P1D', '2025-12-31T00:00:00Z')).toBeUndefined();
  expect(around('R1/2026-01-01T00:00:00Z/P1D', '2026-01-02T12:00:00Z')).toEqual(['2026-01-02', '2026-01-03']);
  expect(around('R1/2026-01-01T00:00:00Z/P1D', '2026-01-03T00:00:00Z')).toBeUndefined();
});

test('intervals of a second since long ago are found at once', () => {
  const found = intervalAround('R/2000-01-01T00:00:00Z/PT1S', at('2026-01-01T00:00:00.500Z'));
  expect(found).toEqual({ start: at('2026-01-01T00:00:00Z'), end: at('2026-01-01T00:00:01Z') });
});

test('start and end, duration and end', () => {
  expect(around('R/2026-01-01T00:00:00Z/2026-01-08T00:00:00Z', '2026-01-09T00:00:00Z')).toEqual(['2026-01-08', '2026-01-15']);
  expect(around('R-1/P1W/2026-01-08T00:00:00Z', '2026-01-02T00:00:00Z')).toEqual(['2026-01-01', '2026-01-08']);
});

test.each(['P1D', 'R/2026', 'R/2026-01-01T00:00:00Z/P', 'R/x/P1D', 'R/2026-01-01T00:00:00Z/PT0S'])('%s is malformed', (text) => {
  expect(() => intervalAround(text, at('2026-06-01T00:00:00Z'))).toThrow(InvalidInterval);
});
