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
import { parseBringView } from './parse-view.ts';

type AmountWanted = Extract<ManualPaymentAnswer, { state: 'amount' }>;

type Way = PayCommand['via'];

/** A payment that the user requests. */
export type Wish = Omit<PayCommand, 'type' | 'ticket'>;

export interface Bringing {
  readonly view: ManualPaymentView | undefined;
  /** True while the worker handles the last request. */
  readonly isWorking: boolean;
  /** Why the last request failed, and where it came from. A link's context menu opens the popup to show it. */
  readonly problem: (Failure & { readonly via: Way }) | undefined;
  /** A payee whose amount the user must enter. Kept until the user cancels. */
  readonly wanted: AmountWanted | undefined;
  /** The codes of the last image from which the user must choose. */
  readonly choices: readonly FoundPayable[];
  readonly pay: (wish: Wish) => void;
  /** Pays one of an image's codes. */
  readonly scan: (codes: Omit<ScanCommand, 'type' | 'ticket'>) => void;
  readonly letGo: () => void;
}

interface Asked {
  readonly ticket: string;
  readonly via: Way;
  /** Number of the connection on which the request was sent. */
  readonly connection: number;
}

/** The user's requests and their answers, matched by `ticket`. */
export function useBring(): Bringing {
  const { view, connection, send } = useWorker<ManualPaymentView, ManualPaymentCommand>(MANUAL_PAYMENT_PORT, parseBringView);
  const [asked, setAsked] = useState<Asked>();
  const [wanted, setWanted] = useState<AmountWanted>();
  const answer = answerTo(asked, view?.answer);
  useEffect(() => {
    if (answer?.state === 'amount') setWanted(answer);
  }, [answer]);
  const tell = (command: ManualPaymentCommand, via: Way): void => {
    if (send(command)) setAsked({ ticket: command.ticket, via, connection });
  };
  return {
    view,
    // A new worker does not know the request, so the user must send it again.
    isWorking: answer === undefined ? asked?.connection === connection : answer.state === 'working',
    problem: answer?.state === 'failed' ? { ...answer.problem, via: asked?.via ?? 'menu' } : undefined,
    wanted,
    choices: answer?.state === 'choice' ? answer.choices : [],
    pay: (wish) => tell({ type: 'pay', ticket: crypto.randomUUID(), ...wish }, wish.via),
    scan: (codes) => tell({ type: 'scan', ticket: crypto.randomUUID(), ...codes }, 'scanned'),
    letGo: () => {
      setWanted(undefined);
      setAsked(undefined);
    },
  };
}

/** The answer to the last request. Before the first request, the answer to that of a link's context menu, which opened this popup. */
function answerTo(asked: Asked | undefined, answer: ManualPaymentAnswer | undefined): ManualPaymentAnswer | undefined {
  return answer?.ticket === asked?.ticket ? answer : undefined;
}
