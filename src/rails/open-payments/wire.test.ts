import type {
  Grant,
  IncomingPayment,
  JWKS,
  OutgoingPayment,
  OutgoingPaymentGrantSpentAmounts,
  PendingGrant,
  PublicIncomingPayment,
  Quote,
  WalletAddress,
} from '@interledger/open-payments';
import {
  mockIncomingPayment,
  mockJwk,
  mockOutgoingPayment,
  mockOutgoingPaymentGrantSpentAmounts,
  mockPendingGrant,
  mockPublicIncomingPayment,
  mockQuote,
  mockWalletAddress,
} from '@interledger/open-payments';
import * as v from 'valibot';
import { describe, expect, expectTypeOf, it } from 'vitest';
import { grantAnswer } from '../gnap/wire.ts';
import {
  grantSpentAnswer,
  incomingPaymentAnswer,
  jwksAnswer,
  outgoingPaymentAnswer,
  publicIncomingPayment,
  quoteAnswer,
  walletAddressAnswer,
} from './wire.ts';

describe('what the official types allow, the parsers take', () => {
  it('by type', () => {
    expectTypeOf<WalletAddress>().toExtend<v.InferInput<typeof walletAddressAnswer>>();
    expectTypeOf<JWKS>().toExtend<v.InferInput<typeof jwksAnswer>>();
    expectTypeOf<IncomingPayment>().toExtend<v.InferInput<typeof incomingPaymentAnswer>>();
    expectTypeOf<PublicIncomingPayment>().toExtend<v.InferInput<typeof publicIncomingPayment>>();
    expectTypeOf<Quote>().toExtend<v.InferInput<typeof quoteAnswer>>();
    expectTypeOf<OutgoingPayment>().toExtend<v.InferInput<typeof outgoingPaymentAnswer>>();
    expectTypeOf<OutgoingPaymentGrantSpentAmounts>().toExtend<v.InferInput<typeof grantSpentAnswer>>();
    expectTypeOf<PendingGrant>().toExtend<v.InferInput<typeof grantAnswer>>();
    expectTypeOf<Grant>().toExtend<v.InferInput<typeof grantAnswer>>();
  });

  it.each([
    ['a wallet address', walletAddressAnswer, mockWalletAddress()],
    ['a key set', jwksAnswer, { keys: [mockJwk()] }],
    ['an incoming payment', incomingPaymentAnswer, mockIncomingPayment()],
    ['a public incoming payment', publicIncomingPayment, mockPublicIncomingPayment()],
    ['a quote', quoteAnswer, mockQuote()],
    [
      'an outgoing payment',
      outgoingPaymentAnswer,
      mockOutgoingPayment({ id: 'https://wallet.example/outgoing-payments/1', receiver: 'https://shop.example/incoming-payments/1' }),
    ],
    ['what a grant has spent', grantSpentAnswer, mockOutgoingPaymentGrantSpentAmounts()],
    ['a pending grant', grantAnswer, mockPendingGrant()],
  ] as const)('by example: %s', (_name, schema, example) => {
    const plain: unknown = JSON.parse(JSON.stringify(example));
    expect(v.safeParse(schema, plain).issues).toBeUndefined();
  });
});
