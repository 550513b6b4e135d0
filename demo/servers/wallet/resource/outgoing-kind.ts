import type { PaymentKind } from '../settlement.ts';
import type { Receivers } from './receivers.ts';
import type { OutgoingPaymentRecord, ResourceStore } from './resource-store.ts';

/** Outgoing payments for the settlement: each pays an incoming payment. */
export function outgoingPayments(resources: ResourceStore, receivers: Receivers): PaymentKind<OutgoingPaymentRecord> {
  return {
    get: (id) => resources.outgoingPayments.get(id),
    list: () => resources.outgoingPayments.list(),
    save: (payment) => resources.saveOutgoingPayment(payment),
    payable: async (receiver) => (await receivers.payable(receiver))?.method,
    conclude: async (receiver) => {
      const isFull = (await receivers.read(receiver))?.completed === true;
      // Like existing servers: if the receiver was already full, the payment is completed with nothing sent.
      return (payment, sentAll) => ({ ...payment, state: sentAll || (payment.sent === '0' && isFull) ? 'completed' : 'failed' });
    },
  };
}
