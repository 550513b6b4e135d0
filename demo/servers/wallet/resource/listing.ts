import type { RawRequest } from '../../../http/raw-request.ts';
import { ResourceError } from '../errors.ts';

const DEFAULT_PAGE = 20;

/** A page of records, newest first, with cursors as in the official description. */
export function listPage<T extends { id: string }>(raw: RawRequest, oldestFirst: readonly T[]) {
  const query = new URL(raw.url).searchParams;
  const first = query.get('first');
  const last = query.get('last');
  const cursor = query.get('cursor');
  if (first !== null && last !== null) throw new ResourceError(400, 'first and last cannot be used together');
  if (last !== null && cursor === null) throw new ResourceError(400, 'last needs a cursor');
  const items = oldestFirst.toReversed();
  const at = cursor === null ? -1 : items.findIndex(({ id }) => id === cursor);
  if (cursor !== null && at < 0) throw new ResourceError(400, 'unknown cursor');
  const size = Number(first ?? last ?? DEFAULT_PAGE);
  const from = last === null ? at + 1 : Math.max(0, at - size);
  const to = last === null ? from + size : at;
  const result = items.slice(from, to);
  return {
    result,
    pagination: {
      ...(result[0] ? { startCursor: result[0].id } : {}),
      ...(result.length > 0 ? { endCursor: result[result.length - 1]?.id } : {}),
      hasPreviousPage: from > 0,
      hasNextPage: to < items.length,
    },
  };
}
