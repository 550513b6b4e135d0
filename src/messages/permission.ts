import * as v from 'valibot';

const url = v.pipe(v.string(), v.maxLength(2048));
const fields = { payee: url, server: url, walletId: url };

/** What a payee's server may be told, as messages name it. */
export const disclosureSchema = v.object(fields);

/** The press that a payment waits for, as messages name it. */
export const permissionSchema = v.variant('kind', [
  v.object({ kind: v.literal('payee-identity'), ...fields }),
  v.object({ kind: v.literal('wallet-contact'), walletId: url }),
]);
