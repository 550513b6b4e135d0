import { TenderError } from '../../model/errors.ts';
import type { Intent } from '../../model/intent.ts';
import type { Rail } from '../../model/rail.ts';

/**
 * The practice order, as asked for by the user at a tab. There is no other way to one: pages and what the user brings are read by the
 * rails' `kinds`.
 * @throws {TenderError} `internal` where no rail has anything to try.
 */
export function practiceIntent(rails: ReadonlyMap<string, Rail>, tabId: number | undefined): Intent {
  const source = { kind: 'user', via: 'practice', ...(tabId === undefined ? {} : { tabId }) } as const;
  for (const { practice } of rails.values()) {
    if (practice) return { requestId: crypto.randomUUID(), source, ...practice.order, pending: false };
  }
  throw new TenderError('internal');
}
