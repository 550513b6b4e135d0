/** An error of an authorization server in the format of GNAP, with a GNAP code. */
export class AuthError extends Error {
  override name = 'AuthError';
  readonly status: 400 | 401 | 404;
  readonly code: string | undefined;

  constructor(status: 400 | 401 | 404, code: string | undefined, description: string) {
    super(description);
    this.status = status;
    this.code = code;
  }

  toResponse(): Response {
    const { code, message: description } = this;
    return Response.json({ error: code ? { code, description } : { description } }, { status: this.status });
  }
}

/** An error of a resource server. Its code is the HTTP status as a string, except for the issuer's own codes. */
export class ResourceError extends Error {
  override name = 'ResourceError';
  readonly status: number;
  readonly code: string;
  readonly details: Record<string, unknown> | undefined;
  readonly authenticate: string | undefined;

  constructor(
    status: number,
    description: string,
    extra: { code?: string; details?: Record<string, unknown>; authenticate?: string } = {},
  ) {
    super(description);
    this.status = status;
    this.code = extra.code ?? String(status);
    this.details = extra.details;
    this.authenticate = extra.authenticate;
  }

  toResponse(): Response {
    const { status, code, message: description, details, authenticate } = this;
    const error = { code, description, ...(details ? { details } : {}) };
    const headers = authenticate ? { 'www-authenticate': authenticate } : undefined;
    return Response.json({ error }, { status, ...(headers ? { headers } : {}) });
  }
}

/** The response of every server to an unexpected error. */
export function replyToError(error: unknown): Response {
  if (error instanceof AuthError || error instanceof ResourceError) return error.toResponse();
  return new Response('Internal Server Error', { status: 500, headers: { 'content-type': 'text/plain' } });
}
