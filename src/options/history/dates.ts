// In the browser's language, like `ui/time.ts`.
const MONTH = new Intl.DateTimeFormat(navigator.language, { month: 'long', year: 'numeric' });
const SHORT = new Intl.DateTimeFormat(navigator.language, { month: 'short', day: 'numeric', hour: 'numeric', minute: '2-digit' });
const EXACT = new Intl.DateTimeFormat(navigator.language, { dateStyle: 'medium', timeStyle: 'long' });

/** The month where the user is, e.g. `2026-11`: sorts as text. */
export function monthOf(milliseconds: number): string {
  const date = new Date(milliseconds);
  return `${date.getFullYear()}-${String(date.getMonth() + 1).padStart(2, '0')}`;
}

/** A month in words, from what `monthOf` gave. */
export function formatMonth(month: string): string {
  const [year = 0, number = 1] = month.split('-').map(Number);
  return MONTH.format(new Date(year, number - 1));
}

/** Day and time within a year that is known. */
export function formatShort(milliseconds: number): string {
  return SHORT.format(milliseconds);
}

/** A moment to the second, with its time zone. */
export function formatExact(milliseconds: number): string {
  return EXACT.format(milliseconds);
}

/** The beginning of a day where the user is, from the text of a date field; nothing for text that is no date. */
export function startOfDay(day: string): number | undefined {
  const match = /^(\d{4})-(\d{2})-(\d{2})$/.exec(day);
  if (!match) return undefined;
  const [, year = '', month = '', date = ''] = match;
  const time = new Date(Number(year), Number(month) - 1, Number(date)).getTime();
  return Number.isFinite(time) ? Math.max(0, time) : undefined;
}
