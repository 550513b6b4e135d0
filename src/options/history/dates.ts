// In the browser's language, like `ui/time.ts`.
const MONTH = new Intl.DateTimeFormat(navigator.language, { month: 'long', year: 'numeric' });
const SHORT = new Intl.DateTimeFormat(navigator.language, { month: 'short', day: 'numeric', hour: 'numeric', minute: '2-digit' });
const EXACT = new Intl.DateTimeFormat(navigator.language, { dateStyle: 'medium', timeStyle: 'long' });

/** The local month, such as `2026-11`. Sorts as text. */
export function monthOf(milliseconds: number): string {
  const date = new Date(milliseconds);
  return `${date.getFullYear()}-${String(date.getMonth() + 1).padStart(2, '0')}`;
}

/** Formats the result of `monthOf` in words. */
export function formatMonth(month: string): string {
  const [year = 0, number = 1] = month.split('-').map(Number);
  return MONTH.format(new Date(year, number - 1));
}

/** Formats date and time without the year. */
export function formatShort(milliseconds: number): string {
  return SHORT.format(milliseconds);
}

/** Formats date and time with seconds and the time zone. */
export function formatExact(milliseconds: number): string {
  return EXACT.format(milliseconds);
}

/** Local midnight of the value of a date input, in milliseconds since the epoch; undefined if it is not a date. */
export function startOfDay(day: string): number | undefined {
  const match = /^(\d{4})-(\d{2})-(\d{2})$/.exec(day);
  if (!match) return undefined;
  const [, year = '', month = '', date = ''] = match;
  const time = new Date(Number(year), Number(month) - 1, Number(date)).getTime();
  return Number.isFinite(time) ? Math.max(0, time) : undefined;
}
