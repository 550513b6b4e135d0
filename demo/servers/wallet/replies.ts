import type { RawRequest } from '../../http/raw-request.ts';
import type { Operation } from './openapi.ts';
import type { WalletContext } from './wallet-context.ts';

/** Runs an operation and, if the world's option is set, validates its response with the official description. */
export async function checkedReply(
  { specifications, onViolation }: WalletContext,
  operation: Operation,
  raw: RawRequest,
  reply: Response,
): Promise<Response> {
  if (!onViolation || reply.status === 500) return reply;
  const text = await reply.clone().text();
  const body: unknown = text === '' ? undefined : JSON.parse(text);
  const message = specifications.replyError(operation, reply.status, body);
  if (message !== undefined) onViolation({ operation, url: raw.url, status: reply.status, message });
  return reply;
}

/** A request's JSON body; undefined if there is none. Malformed JSON is a 400. */
export function parseBody(raw: RawRequest): { ok: true; value: unknown } | { ok: false } {
  if (raw.body === '') return { ok: true, value: undefined };
  try {
    return { ok: true, value: JSON.parse(raw.body) as unknown };
  } catch {
    return { ok: false };
  }
}
