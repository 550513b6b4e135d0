import { useEffect, useState } from 'preact/hooks';
import type { BringAnswer, BringCommand, BringView } from '../../messages/bring.ts';
import { BRING_PORT } from '../../messages/bring.ts';
import type { Failure } from '../../ui/error-words.tsx';
import { useWorker } from '../../ui/use-worker.ts';
import { parseBringView } from './parse-view.ts';

type AmountWanted = Extract<BringAnswer, { state: 'amount' }>;

type Way = BringCommand['via'];

/** What the person wants to pay. */
export type Wish = Omit<BringCommand, 'type' | 'ticket'>;

export interface Bringing {
  readonly view: BringView | undefined;
  /** True while the worker looks at the last wish. */
  readonly isWorking: boolean;
  /** Why the last wish came to nothing, and how it had come about; a link's menu opens the popup to say so. */
  readonly problem: (Failure & { readonly via: Way }) | undefined;
  /** A payee who has to be told how much; stays until it is let go. */
  readonly wanted: AmountWanted | undefined;
  readonly pay: (wish: Wish) => void;
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
  const { view, connection, send } = useWorker<BringView, BringCommand>(BRING_PORT, parseBringView);
  const [asked, setAsked] = useState<Asked>();
  const [wanted, setWanted] = useState<AmountWanted>();
  const answer = answerTo(asked, view?.answer);
  useEffect(() => {
    if (answer?.state === 'amount') setWanted(answer);
  }, [answer]);
  return {
    view,
    // A worker that has been away since knows nothing of the wish: then it is the person's to say again.
    isWorking: answer === undefined ? asked?.connection === connection : answer.state === 'working',
    problem: answer?.state === 'failed' ? { ...answer.problem, via: asked?.via ?? 'menu' } : undefined,
    wanted,
    pay: (wish) => {
      const ticket = crypto.randomUUID();
      if (send({ type: 'pay', ticket, ...wish })) setAsked({ ticket, via: wish.via, connection });
    },
    letGo: () => {
      setWanted(undefined);
      setAsked(undefined);
    },
  };
}

/** The answer to our last wish; before the first one, to that of a link's menu, which opened this. */
function answerTo(asked: Asked | undefined, answer: BringAnswer | undefined): BringAnswer | undefined {
  return answer?.ticket === asked?.ticket ? answer : undefined;
}
