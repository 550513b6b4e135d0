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

/** What the user wants to pay. */
export type Wish = Omit<PayCommand, 'type' | 'ticket'>;

export interface Bringing {
  readonly view: ManualPaymentView | undefined;
  /** True while the worker looks at the last wish. */
  readonly isWorking: boolean;
  /** Why the last wish came to nothing, and how it had come about; a link's menu opens the popup to say so. */
  readonly problem: (Failure & { readonly via: Way }) | undefined;
  /** A payee who has to be told how much; stays until it is let go. */
  readonly wanted: AmountWanted | undefined;
  /** The codes of the last picture that the user has to choose from. */
  readonly choices: readonly FoundPayable[];
  readonly pay: (wish: Wish) => void;
  /** Pays what one of a picture's codes asks for. */
  readonly scan: (codes: Omit<ScanCommand, 'type' | 'ticket'>) => void;
  readonly letGo: () => void;
}

interface Asked {
  readonly ticket: string;
  readonly via: Way;
  /** Which of the connections it went through. */
  readonly connection: number;
}

/** Wishes and their answers, told apart by their tickets. */
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
    // A worker that has been away since knows nothing of the wish: then it is the user's to say again.
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

/** The answer to our last wish; before the first one, to that of a link's menu, which opened this. */
function answerTo(asked: Asked | undefined, answer: ManualPaymentAnswer | undefined): ManualPaymentAnswer | undefined {
  return answer?.ticket === asked?.ticket ? answer : undefined;
}
