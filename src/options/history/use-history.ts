import { useEffect, useReducer, useRef, useState } from 'preact/hooks';
import { HISTORY_PORT, type HistoryCommand, type HistoryReply } from '../../messages/history.ts';
import { browser } from '../../platform/browser.ts';
import { askPasskey } from '../../ui/passkey.ts';
import { WorkerLink } from '../../ui/worker-link.ts';
import { parseHistoryReply } from './parse-reply.ts';
import { applyReply, NOTHING, type Known } from './rows.ts';

export interface HistoryLink {
  /** Absent until the worker's first message. */
  readonly known: Known | undefined;
  /** Number of the connection: a new worker does not know earlier requests. */
  readonly connection: number;
  readonly send: (command: HistoryCommand) => boolean;
}

/** Loads the whole history from the worker. All pages are loaded, because a search, a sum or an export of a part would be wrong. */
export function useHistory(): HistoryLink {
  const [known, hear] = useReducer<Known | undefined, HistoryReply>((before, reply) => applyReply(before ?? NOTHING, reply), undefined);
  const [connection, setConnection] = useState(0);
  const link = useRef<WorkerLink<HistoryReply, HistoryCommand>>(undefined);

  useEffect(() => {
    const life = new AbortController();
    const confirm = async ({ command, question }: Extract<HistoryReply, { type: 'passkey' }>): Promise<void> => {
      const assertion = await askPasskey(question);
      if (!assertion || link.current?.send({ ...command, assertion }) !== true) hear({ type: 'refused' });
    };
    link.current = new WorkerLink<HistoryReply, HistoryCommand>({
      connect: () => browser.runtime.connect({ name: HISTORY_PORT }),
      parse: parseHistoryReply,
      onView: (reply, fresh) => {
        hear(reply);
        if (reply.type === 'passkey') void confirm(reply);
        if (fresh) setConnection((count) => count + 1);
      },
      onLost: () => undefined,
      signal: life.signal,
    });
    link.current.start();
    return () => life.abort();
  }, []);

  const send = useRef((command: HistoryCommand) => link.current?.send(command) ?? false);
  const next = known?.next;
  useEffect(() => {
    if (next) send.current({ type: 'more', behind: { createdAt: next.createdAt, id: next.id } });
  }, [next?.createdAt, next?.id, connection]);
  return { known, connection, send: send.current };
}
