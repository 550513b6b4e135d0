import { useEffect, useState } from 'preact/hooks';
import type { BringAnswer, BringCommand, BringView } from '../../messages/bring.ts';
import { BRING_PORT } from '../../messages/bring.ts';
import type { Failure } from '../../ui/error-words.tsx';
import { useWorker } from '../../ui/use-worker.ts';
import { parseBringView } from './parse-view.ts';

type AmountWanted = Extract<BringAnswer, { state: 'amount' }>;

/** What the person wants to pay. */
export type Wish = Omit<BringCommand, 'type' | 'ticket'>;

export interface Bringing {
  readonly view: BringView | undefined;
  /** True while the worker looks at the last wish. */
  readonly isWorking: boolean;
  /** Why the last wish came to nothing. */
  readonly problem: Failure | undefined;
  /** A payee who has to be told how much; stays until it is let go. */
  readonly wanted: AmountWanted | undefined;
  readonly pay: (wish: Wish) => void;
  readonly letGo: () => void;
}

/** Wishes and their answers, told apart by their tickets. */
export function useBring(): Bringing {
  const { view, connection, send } = useWorker<BringView, BringCommand>(BRING_PORT, parseBringView);
  const [asked, setAsked] = useState<{ readonly ticket: string; readonly connection: number }>();
  const [wanted, setWanted] = useState<AmountWanted>();
  const answer = view?.answer;
  const mine = answer !== undefined && (answer.ticket === undefined || answer.ticket === asked?.ticket) ? answer : undefined;
  useEffect(() => {
    if (mine?.state === 'amount') setWanted(mine);
  }, [mine]);
  // A worker that has been away since knows nothing of the wish: then it is the person's to say again.
  const isLost = mine === undefined && asked?.connection !== connection;
  return {
    view,
    isWorking: mine?.state === 'working' || (asked !== undefined && !isLost && mine === undefined),
    problem: mine?.state === 'failed' ? mine.problem : undefined,
    wanted,
    pay: (wish) => {
      const ticket = crypto.randomUUID();
      if (send({ type: 'pay', ticket, ...wish })) setAsked({ ticket, connection });
    },
    letGo: () => {
      setWanted(undefined);
      setAsked(undefined);
    },
  };
}
