import * as v from 'valibot';
import type { RawRequest } from '../../../http/raw-request.ts';
import { ResourceError } from '../errors.ts';
import { parseBody } from '../replies.ts';

/** Parses a request's body; an invalid one is a 400. */
export function bodyAs<Schema extends v.GenericSchema<unknown, unknown>>(schema: Schema, raw: RawRequest): v.InferOutput<Schema> {
  const body = parseBody(raw);
  const parsed = v.safeParse(schema, body.ok ? body.value : undefined);
  if (!parsed.success) throw invalidRequest(`${v.getDotPath(parsed.issues[0]) ?? 'body'}: ${parsed.issues[0].message}`);
  return parsed.output;
}

export function invalidRequest(description: string): ResourceError {
  return new ResourceError(400, description, { code: 'invalid_request' });
}

export function notFound(): ResourceError {
  return new ResourceError(404, 'there is none', { code: 'not_found' });
}
