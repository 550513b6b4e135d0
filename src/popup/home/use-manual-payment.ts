import { useEffect, useState } from 'preact/hooks';
import type {
  ManualPaymentAnswer,
  ManualPaymentCommand,
  ManualPaymentView,
  FoundPayable,
  PayCommand,
  ScanCommand,
} from '../../messages/manual-payment.ts';
import { MANUAL_PAYMENT_PORT } from '../../messages/manual-payment.ts';
import type { Failure } from '../../ui/error-words.tsx';
import { useWorker } from '../../ui/use-worker.ts';
import { parseManualPaymentView } from './parse-view.ts';

type AmountWanted = Extract<ManualPaymentAnswer, { state: 'amount' }>;

type EntryPoint = PayCommand['via'];

/** A payment that the user requests. */
export type ManualRequest = Omit<PayCommand, 'type' | 'ticket'>;

export interface ManualPaymentState {
  readonly view: ManualPaymentView | undefined;
  /** True while the worker handles the last request. */
  readonly isWorking: boolean;
  /** Why the last request failed, and where it came from. A link's context menu opens the popup to show it. */
  readonly problem: (Failure & { readonly via: EntryPoint }) | undefined;
  /** A payee whose amount the user must enter. Kept until the user cancels. */
  readonly wanted: AmountWanted | undefined;
  /** The codes of the last image from which the user must choose. */
  readonly choices: readonly FoundPayable[];
  readonly pay: (request: ManualRequest) => void;
  /** Pays one of an image's codes. */
  readonly scan: (codes: Omit<ScanCommand, 'type' | 'ticket'>) => void;
  readonly dismiss: () => void;
}

interface SentRequest {
  readonly ticket: string;
  readonly via: EntryPoint;
  /** Number of the connection on which the request was sent. */
  readonly connection: number;
}

/** The user's requests and their answers, matched by `ticket`. */
export function useManualPayment(): ManualPaymentState {
  const { view, connection, send } = useWorker<ManualPaymentView, ManualPaymentCommand>(MANUAL_PAYMENT_PORT, parseManualPaymentView);
  const [sent, setSent] = useState<SentRequest>();
  const [wanted, setWanted] = useState<AmountWanted>();
  const answer = answerTo(sent, view?.answer);
  useEffect(() => {
    if (answer?.state === 'amount') setWanted(answer);
  }, [answer]);
  const sendRequest = (command: ManualPaymentCommand, via: EntryPoint): void => {
    if (send(command)) setSent({ ticket: command.ticket, via, connection });
  };
  return {
    view,
    // A new worker does not know the request, so the user must send it again.
    isWorking: answer === undefined ? sent?.connection === connection : answer.state === 'working',
    problem: answer?.state === 'failed' ? { ...answer.problem, via: sent?.via ?? 'menu' } : undefined,
    wanted,
    choices: answer?.state === 'choice' ? answer.choices : [],
    pay: (request) => sendRequest({ type: 'pay', ticket: crypto.randomUUID(), ...request }, request.via),
    scan: (codes) => sendRequest({ type: 'scan', ticket: crypto.randomUUID(), ...codes }, 'scanned'),
    dismiss: () => {
      setWanted(undefined);
      setSent(undefined);
    },
  };
}

/** The answer to the last request. Before the first request, the answer to that of a link's context menu, which opened this popup. */
function answerTo(sent: SentRequest | undefined, answer: ManualPaymentAnswer | undefined): ManualPaymentAnswer | undefined {
  return answer?.ticket === sent?.ticket ? answer : undefined;
}
