import { useEffect, useRef, useState } from 'preact/hooks';
import { browser } from '../platform/browser.ts';
import { WorkerLink } from './worker-link.ts';

export interface WorkerState<View, Command> {
  /** The last view; absent until the first one. */
  readonly view: View | undefined;
  /** Number of the connection, to distinguish a repeated message from that of a new worker. */
  readonly connection: number;
  /** True if the worker has been disconnected for longer than RECONNECT_NOTICE_MS. */
  readonly reconnecting: boolean;
  readonly send: (command: Command) => boolean;
}

const RECONNECT_NOTICE_MS = 1000;

/**
 * The worker's latest view and a function to send commands, over a port that reconnects.
 * @param name the port's name, or a function that returns it for each connection.
 */
export function useWorker<View, Command>(
  name: string | (() => string),
  parse: (message: unknown) => View | undefined,
): WorkerState<View, Command> {
  const [heard, setHeard] = useState<{ readonly view: View; readonly connection: number }>();
  const [lost, setLost] = useState(false);
  const link = useRef<WorkerLink<View, Command>>(undefined);

  useEffect(() => {
    const life = new AbortController();
    let connection = 0;
    link.current = new WorkerLink<View, Command>({
      connect: () => browser.runtime.connect({ name: typeof name === 'string' ? name : name() }),
      parse,
      onView: (view, fresh) => {
        if (fresh) connection += 1;
        setLost(false);
        setHeard({ view, connection });
      },
      onLost: () => setLost(true),
      signal: life.signal,
    });
    link.current.start();
    return () => life.abort();
  }, [name, parse]);

  const send = useRef((command: Command) => link.current?.send(command) ?? false);
  return { view: heard?.view, connection: heard?.connection ?? 0, reconnecting: useAfter(lost, RECONNECT_NOTICE_MS), send: send.current };
}

/** True after `condition` has been true for the given time. */
function useAfter(condition: boolean, milliseconds: number): boolean {
  const [held, setHeld] = useState(false);
  useEffect(() => {
    setHeld(false);
    if (!condition) return undefined;
    const timer = setTimeout(() => setHeld(true), milliseconds);
    return () => clearTimeout(timer);
  }, [condition, milliseconds]);
  return condition && held;
}
