/** A time range in milliseconds since the epoch; the end is exclusive. */
export interface Interval {
  readonly start: number;
  readonly end: number;
}

/** A repeating interval is not valid ISO 8601. Existing servers notice that only when a payment is made. */
export class InvalidInterval extends Error {
  override name = 'InvalidInterval';
}

const durationPattern = /^P(?:(\d+)Y)?(?:(\d+)M)?(?:(\d+)W)?(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?(?:(\d+)S)?)?$/;
const repeatPattern = /^R(-1|\d*)$/;

/**
 * The repetition of `R[n]/START/DURATION` (or `START/END`, `DURATION/END`) that contains `now`; undefined before the first and after the
 * last one.
 */
export function intervalAround(text: string, now: number): Interval | undefined {
  const { repetitions, start, duration } = parse(text);
  if (now < start) return undefined;
  // Repetition 0 is the first: R1 means one more after it, R without a number means unlimited. Starts before the right one, because short
  // intervals may have repeated millions of times.
  const sure = Math.floor((now - start) / longest(duration));
  for (let index = Math.min(sure, repetitions); index <= repetitions; index += 1) {
    const begin = addDuration(start, duration, index);
    const end = addDuration(start, duration, index + 1);
    if (end <= begin) throw new InvalidInterval(`empty duration in ${text}`);
    if (now < end) return { start: begin, end };
  }
  return undefined;
}

type Duration = readonly number[];

/** An upper bound in milliseconds, with every month and year at its longest. */
function longest([years = 0, months = 0, weeks = 0, days = 0, hours = 0, minutes = 0, seconds = 0]: Duration): number {
  const allDays = years * 366 + months * 31 + weeks * 7 + days;
  return Math.max(1, ((allDays * 24 + hours) * 3_600 + minutes * 60 + seconds) * 1_000);
}

function parse(text: string): { repetitions: number; start: number; duration: Duration } {
  const [repeat = '', first = '', second = ''] = text.split('/');
  const count = repeatPattern.exec(repeat)?.[1];
  if (count === undefined) throw new InvalidInterval(text);
  const repetitions = count === '' || count === '-1' ? Infinity : Number(count);
  if (first.startsWith('P')) {
    const duration = parseDuration(first);
    return { repetitions, start: addDuration(parseDate(second), duration, -1), duration };
  }
  const start = parseDate(first);
  if (second.startsWith('P')) return { repetitions, start, duration: parseDuration(second) };
  return { repetitions, start, duration: [0, 0, 0, 0, 0, 0, (parseDate(second) - start) / 1_000] };
}

function parseDuration(text: string): Duration {
  const match = durationPattern.exec(text);
  if (!match || text === 'P' || text.endsWith('T')) throw new InvalidInterval(text);
  return match.slice(1).map((part) => Number(part ?? 0));
}

function parseDate(text: string): number {
  const time = Date.parse(text);
  if (Number.isNaN(time)) throw new InvalidInterval(text);
  return time;
}

function addDuration(
  time: number,
  [years = 0, months = 0, weeks = 0, days = 0, hours = 0, minutes = 0, seconds = 0]: Duration,
  times: number,
): number {
  const date = new Date(time);
  const day = date.getUTCDate();
  date.setUTCDate(1);
  date.setUTCMonth(date.getUTCMonth() + (years * 12 + months) * times);
  // If the month has fewer days, the interval ends on its last day.
  const lastDay = new Date(Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + 1, 0)).getUTCDate();
  date.setUTCDate(Math.min(day, lastDay));
  const rest = ((weeks * 7 + days) * 24 + hours) * 3_600 + minutes * 60 + seconds;
  return date.getTime() + rest * 1_000 * times;
}
