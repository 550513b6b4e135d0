/** An error of the acquirer with a code for programs and a message for users. */
export class AcquirerError extends Error {
  override name = 'AcquirerError';
  readonly status: number;
  readonly code: string;

  constructor(status: number, code: string, message: string) {
    super(message);
    this.status = status;
    this.code = code;
  }

  toResponse(): Response {
    const headers = this.status === 401 ? { 'www-authenticate': 'Bearer' } : undefined;
    const body = { error: this.code, message: this.message };
    return Response.json(body, { status: this.status, ...(headers ? { headers } : {}) });
  }
}
