import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { createOpenAPI, HttpMethod, isValidationError, type OpenAPI } from '@interledger/openapi';
import type { RawRequest } from '../../http/raw-request.ts';
import { withoutIssuersAccess } from './auth/access.ts';

/** One of the three official descriptions, and an operation in it. */
export interface Operation {
  readonly spec: 'auth-server' | 'resource-server' | 'wallet-address-server';
  readonly path: string;
  readonly method: 'get' | 'post' | 'delete';
}

export interface Violation {
  readonly operation: Operation;
  readonly url: string;
  readonly status: number;
  readonly message: string;
}

type ReplyCheck = (reply: { status: number; body: unknown }) => boolean;

// Compiling a validator takes tens of milliseconds, so each is created once.
const keyOf = ({ spec, method, path }: Operation) => `${spec} ${method} ${path}`;

const methods = { get: HttpMethod.GET, post: HttpMethod.POST, delete: HttpMethod.DELETE } as const;

/** The official Open Payments descriptions, which validate requests and our own responses. */
export class Specifications {
  readonly #specs: Readonly<Record<Operation['spec'], OpenAPI>>;
  readonly #requestChecks = new Map<string, (request: unknown) => boolean>();
  readonly #replyChecks = new Map<string, ReplyCheck>();

  private constructor(specs: Readonly<Record<Operation['spec'], OpenAPI>>) {
    this.#specs = specs;
  }

  static async load(): Promise<Specifications> {
    const main = createRequire(import.meta.url).resolve('@interledger/open-payments');
    const file = (name: Operation['spec']) => join(dirname(main), 'openapi', 'specs', `${name}.yaml`);
    const [auth, resource, wallet] = await Promise.all([
      createOpenAPI(file('auth-server')),
      createOpenAPI(file('resource-server')),
      createOpenAPI(file('wallet-address-server')),
    ]);
    return new Specifications({
      'auth-server': auth,
      'resource-server': resource,
      'wallet-address-server': wallet,
    });
  }

  /** The validation error of a request; undefined if it is valid. */
  requestError(operation: Operation, raw: RawRequest, body: unknown): string | undefined {
    const query = Object.fromEntries(new URL(raw.url).searchParams);
    const headers = { ...raw.headers };
    const check = this.#requestChecks.get(keyOf(operation)) ?? this.#requestCheck(operation);
    this.#requestChecks.set(keyOf(operation), check);
    return errorOf(() => check({ headers, query, params: { id: 'id' }, body: withoutIssuersAccess(body) }));
  }

  /**
   * The validation error of one of our responses; undefined if it is valid. Two deviations of existing servers are accepted: errors with a
   * status that the description does not list, and validation errors of the authorization server without the code by which the description
   * distinguishes them.
   */
  replyError(operation: Operation, status: number, body: unknown): string | undefined {
    const check = this.#replyChecks.get(keyOf(operation)) ?? this.#replyCheck(operation);
    this.#replyChecks.set(keyOf(operation), check);
    const problem = errorOf(() => check({ status, body: withoutIssuersAccess(body) }));
    const isFieldsOwn = problem?.startsWith('An unknown status code') || problem?.endsWith('exactly one schema in oneOf');
    return status >= 400 && isFieldsOwn ? undefined : problem;
  }

  #replyCheck({ spec, path, method }: Operation): ReplyCheck {
    return this.#specs[spec].createResponseValidator({ path, method: methods[method] });
  }

  #requestCheck({ spec, path, method }: Operation): (request: unknown) => boolean {
    return this.#specs[spec].createRequestValidator({ path, method: methods[method] });
  }
}

function errorOf(check: () => unknown): string | undefined {
  try {
    check();
    return undefined;
  } catch (error) {
    if (isValidationError(error)) return error.errors[0]?.message ?? 'invalid';
    throw error;
  }
}
