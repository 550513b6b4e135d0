import { metadataFaults } from '../../opencharge/party-app.ts';

/** What the merchant may do wrong, beside what any party may. With `order-unchecked` at both gateways it reaches the shopper. */
export const merchantFaults = [
  ...metadataFaults,
  /** The order is signed as the documents' sample code does, and the price of its item is changed after. */
  'order-naive-json',
  /** The amount is changed after the signature. */
  'order-tampered',
  'order-high-s',
  'order-wrong-v',
  /** The order names another merchant. */
  'order-other-ocid',
  'order-expired',
  /** The items do not add up to the amount. */
  'order-items-differ',
  /** The page asks for another total than the order. */
  'page-other-total',
] as const;
export type MerchantFault = (typeof merchantFaults)[number];
