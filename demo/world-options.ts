import type { Scheme } from './hosts.ts';

/** The options of the world; servers add their own. */
export interface BaseOptions {
  /** `https` with hosts `NAME.test` (the default), or `http` with `NAME.localhost:PORT`. */
  readonly scheme?: Scheme;
  /** Port on 127.0.0.1; by default a free one. */
  readonly port?: number;
  /** Directory of the database; by default a temporary one, which is deleted on close. */
  readonly directory?: string;
  /** Directory where certificates are stored between runs; by default new ones are created. */
  readonly certificateDirectory?: string;
}
