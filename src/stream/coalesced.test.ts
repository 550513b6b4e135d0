import { expect, test } from 'vitest';
import { Coalesced } from './coalesced.ts';

/** A disk that is done when the test says so. */
function slowDisk() {
  const ends: { done: () => void; fail: (error: Error) => void }[] = [];
  let value = 0;
  const onDisk: number[] = [];
  const disk = new Coalesced(() => {
    const written = value;
    return new Promise<void>((resolve, reject) => {
      ends.push({ done: () => (onDisk.push(written), resolve()), fail: reject });
    });
  });
  return { ends, onDisk, set: (next: number) => ((value = next), disk.written()) };
}

const turn = () => new Promise((resolve) => setImmediate(resolve));

test('what comes while one write runs is covered by the next one, and by no more', async () => {
  const { ends, onDisk, set } = slowDisk();
  const first = set(1);
  await turn();
  const later = [set(2), set(3), set(4)];
  await turn();
  expect(ends).toHaveLength(1);
  ends[0]?.done();
  await first;
  await turn();
  expect(onDisk).toEqual([1]);
  expect(ends).toHaveLength(2);
  ends[1]?.done();
  await Promise.all(later);
  expect(onDisk).toEqual([1, 4]);
});

test('what is not on disk does not resolve', async () => {
  const { ends, set } = slowDisk();
  void set(1);
  await turn();
  let isWritten = false;
  const second = set(2).then(() => (isWritten = true));
  ends[0]?.done();
  await turn();
  expect(isWritten).toBe(false);
  ends[1]?.done();
  await second;
  expect(isWritten).toBe(true);
});

test('a write that fails is told to those it was for; the next one is tried', async () => {
  const { ends, onDisk, set } = slowDisk();
  const first = set(1);
  await turn();
  const second = set(2);
  ends[0]?.fail(new Error('disk full'));
  await expect(first).rejects.toThrow('disk full');
  await turn();
  ends[1]?.done();
  await second;
  expect(onDisk).toEqual([2]);
});
