import * as v from 'valibot';

const url = v.pipe(v.string(), v.maxLength(2048));
const fields = { payee: url, server: url, walletId: url };

/** A disclosure to a payee's server in messages. */
export const disclosureSchema = v.object(fields);

/** The permission for which a payment waits, in messages. */
export const permissionSchema = v.variant('kind', [
  v.object({ kind: v.literal('payee-identity'), ...fields }),
  v.object({ kind: v.literal('wallet-contact'), walletId: url }),
]);
