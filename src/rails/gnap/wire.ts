import * as v from 'valibot';
import { shortText, tokenText, urlText } from '../http/fields.ts';

const continueAnswer = v.object({
  access_token: v.object({ value: tokenText }),
  uri: urlText,
  wait: v.nullish(v.pipe(v.number(), v.minValue(0), v.maxValue(600))),
});
export type ContinueAnswer = v.InferOutput<typeof continueAnswer>;

const accessTokenAnswer = v.object({
  value: tokenText,
  manage: urlText,
  expires_in: v.nullish(v.pipe(v.number(), v.minValue(0))),
  access: v.nullish(v.array(v.unknown()), []),
});
export type AccessTokenAnswer = v.InferOutput<typeof accessTokenAnswer>;

/** GNAP grant response (RFC 9635, section 3): an access token, or the URL of an interaction, or neither while the grant is pending. */
export const grantAnswer = v.object({
  access_token: v.nullish(accessTokenAnswer),
  interact: v.nullish(v.object({ redirect: urlText, finish: v.pipe(shortText, v.minLength(1)) })),
  continue: v.nullish(continueAnswer),
});
export type GrantAnswer = v.InferOutput<typeof grantAnswer>;

/** GNAP token rotation (RFC 9635, section 6.1). */
export const rotationAnswer = v.object({ access_token: accessTokenAnswer });
