import type { CDPSession } from 'playwright';

interface TraceEvent {
  readonly name: string;
  readonly ph: string;
  readonly pid: number;
  readonly tid: number;
  readonly ts: number;
  readonly dur?: number;
  readonly tdur?: number;
}

/** Milliseconds of processor time that scripts took in the browser's pages while `work` ran: other load on the machine does not count. */
export async function scriptTime(session: CDPSession, work: () => Promise<void>): Promise<number> {
  const events: TraceEvent[] = [];
  const collect = ({ value }: { value: unknown }) => events.push(...(value as TraceEvent[]));
  session.on('Tracing.dataCollected', collect);
  const complete = new Promise<void>((resolve) => session.once('Tracing.tracingComplete', () => resolve()));
  const traceConfig = { includedCategories: ['devtools.timeline', 'v8'], excludedCategories: ['*'] };
  await session.send('Tracing.start', { transferMode: 'ReportEvents', traceConfig });
  await work();
  await session.send('Tracing.end');
  await complete;
  session.off('Tracing.dataCollected', collect);
  return outermost(events).reduce((sum, { tdur = 0 }) => sum + tdur, 0) / 1_000;
}

/** Script events that are not inside another one: an event's time holds that of the calls within. */
function outermost(events: readonly TraceEvent[]): TraceEvent[] {
  const scripts = events.filter(
    ({ ph, name }) => ph === 'X' && (name === 'EvaluateScript' || name === 'FunctionCall' || name === 'v8.compile'),
  );
  const ends = new Map<string, number>();
  return scripts
    .toSorted((a, b) => a.ts - b.ts || (b.dur ?? 0) - (a.dur ?? 0))
    .filter(({ pid, tid, ts, dur = 0 }) => {
      const thread = `${pid} ${tid}`;
      const isInside = ts < (ends.get(thread) ?? 0);
      if (!isInside) ends.set(thread, ts + dur);
      return !isInside;
    });
}
