import type { CheckoutRequest } from '../../messages/checkout.ts';
import { TenderError } from '../../model/errors.ts';
import type { Intent, PageSource, RailRequest } from '../../model/intent.ts';
import type { Rail } from '../../model/rail.ts';

type Show = Extract<CheckoutRequest, { type: 'show' }>;

/**
 * Makes the intent of a page's request. Exactly one key of the data must be one that a rail answers to; others are left for later versions.
 * @throws {TenderError} `invalid-request` or `insecure-url`.
 */
export function intentOf(rails: ReadonlyMap<string, Rail>, show: Show, source: PageSource): Intent {
  const { requestId, methodName, details, pending } = show;
  return { requestId, methodName, source, request: railRequest(rails, show.data), total: details.total, items: details.items, pending };
}

function railRequest(rails: ReadonlyMap<string, Rail>, data: unknown): RailRequest {
  if (typeof data !== 'object' || data === null) throw new TenderError('invalid-request', { params: { what: 'data' } });
  const named = [...rails.values()].flatMap((rail) =>
    rail.kinds.filter((kind) => Object.hasOwn(data, kind)).map((kind) => ({ rail, kind })),
  );
  const [only, ...others] = named;
  if (!only || others.length > 0) throw new TenderError('invalid-request', { params: { what: named.map(({ kind }) => kind).join(', ') } });
  return only.rail.parseRequest(only.kind, Reflect.get(data, only.kind));
}
