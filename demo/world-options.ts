import type { Scheme } from './hosts.ts';

/** The options of the world itself; servers add their own. */
export interface BaseOptions {
  /** `https` with hosts `NAME.test` (the default), or `http` with `NAME.localhost:PORT`. */
  readonly scheme?: Scheme;
  /** Port on 127.0.0.1; a free one without it. */
  readonly port?: number;
  /** Where the database is kept; a temporary directory, deleted on close, without it. */
  readonly directory?: string;
  /** Where certificates are kept between runs; made anew each time without it. */
  readonly certificateDirectory?: string;
}
