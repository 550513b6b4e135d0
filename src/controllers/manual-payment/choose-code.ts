import type { FoundPayable } from '../../messages/manual-payment.ts';
import { toTenderError, TenderError } from '../../model/errors.ts';
import type { RailRequest } from '../../model/intent.ts';
import type { Rail } from '../../model/rail.ts';
import { parsePayable } from './parse-payable.ts';

/** What is to be paid of the codes in one picture: one of them, or one of several that the user has to choose from. */
export type ChosenCode = { readonly text: string } | { readonly choices: readonly FoundPayable[] };

interface ReadCode {
  readonly text: string;
  readonly request: RailRequest;
}

/**
 * Takes the payment among the codes of one picture, by their texts alone: nobody is asked anything. Any https address may be a wallet
 * address, so such a code counts only where none is sure to ask for a payment.
 * @throws {TenderError} as `requestOf` does, where nothing can be paid; what says more than `not-payable` first.
 */
export function chooseCode(rails: ReadonlyMap<string, Rail>, texts: readonly string[]): ChosenCode {
  const refusals: TenderError[] = [];
  const codes = texts.flatMap((text): ReadCode[] => {
    try {
      return [{ text, request: parsePayable(rails, text) }];
    } catch (thrown) {
      refusals.push(toTenderError(thrown));
      return [];
    }
  });
  const distinct = [...new Map(codes.map((code) => [code.request.target, code])).values()];
  const sure = distinct.filter(isSurelyPayable);
  const [only, ...others] = sure.length > 0 ? sure : distinct;
  if (!only) throw refusals.find(({ code }) => code !== 'not-payable') ?? refusals[0] ?? new TenderError('not-payable');
  return others.length === 0 ? { text: only.text } : { choices: [only, ...others].map(choiceOf) };
}

/** Its form says so: the address of a payment or an invoice, or a payment pointer. */
function isSurelyPayable({ text, request }: ReadCode): boolean {
  return request.kind !== 'walletAddress' || text.trim().startsWith('$');
}

function choiceOf({ request: { kind, target } }: ReadCode): FoundPayable {
  const isPayment = kind === 'incomingPayment' || kind === 'invoice';
  return { url: target, host: new URL(target).host, kind: isPayment ? kind : 'walletAddress' };
}
