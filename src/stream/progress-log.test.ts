import { expect, test } from 'vitest';
import { ProgressLog } from './progress-log.ts';

/** A disk that is done when the test says so. */
function slowDisk() {
  const ends: { done: () => void; fail: (error: Error) => void }[] = [];
  const failures: unknown[] = [];
  const onDisk: number[] = [];
  let value = 0;
  const write = async () => {
    const written = value;
    await new Promise<void>((resolve, reject) => ends.push({ done: resolve, fail: reject }));
    onDisk.push(written);
  };
  const log = new ProgressLog(write, (cause) => failures.push(cause));
  const note = (next: number) => {
    value = next;
    log.note();
  };
  return { log, ends, failures, onDisk, note };
}

test('what comes while one write runs is covered by the next one, and by no more', async () => {
  const { log, ends, onDisk, note } = slowDisk();
  for (const value of [1, 2, 3, 4]) note(value);
  expect(ends).toHaveLength(1);
  expect(log.unwritten).toBe(4);
  const turn = log.turn();
  ends[0]?.done();
  await turn;
  expect(log.unwritten).toBe(3);
  expect(ends).toHaveLength(2);
  const end = log.end();
  ends[1]?.done();
  await end;
  expect(onDisk).toEqual([1, 4]);
  expect(log.unwritten).toBe(0);
  note(5);
  expect(ends).toHaveLength(3);
});

test('the end is not before the last write', async () => {
  const { log, ends, note } = slowDisk();
  note(1);
  note(2);
  let isOver = false;
  const end = log.end().then(() => (isOver = true));
  ends[0]?.done();
  await log.turn();
  expect(isOver).toBe(false);
  ends[1]?.done();
  await end;
  expect(isOver).toBe(true);
});

test('a write that fails is reported; the next one is tried', async () => {
  const { log, ends, failures, onDisk, note } = slowDisk();
  note(1);
  note(2);
  ends[0]?.fail(new Error('disk full'));
  await log.turn();
  expect(failures).toMatchObject([{ message: 'disk full' }]);
  ends[1]?.done();
  await log.end();
  expect(onDisk).toEqual([2]);
});
