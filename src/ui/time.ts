// In the browser's language, like the amounts.
const MOMENT = new Intl.DateTimeFormat(navigator.language, { dateStyle: 'medium', timeStyle: 'short' });
const DAY = new Intl.DateTimeFormat(navigator.language, { dateStyle: 'medium' });
const UTC_DAY = new Intl.DateTimeFormat(navigator.language, { dateStyle: 'medium', timeZone: 'UTC' });
const TIME = new Intl.DateTimeFormat(navigator.language, { timeStyle: 'medium' });

/** Formats the local date and time. */
export function formatMoment(milliseconds: number): string {
  return MOMENT.format(milliseconds);
}

/** Formats the local date. */
export function formatDay(milliseconds: number): string {
  return DAY.format(milliseconds);
}

/** Formats the date in UTC. */
export function formatUtcDay(milliseconds: number): string {
  return UTC_DAY.format(milliseconds);
}

/** Formats the local time with seconds. */
export function formatTime(milliseconds: number): string {
  return TIME.format(milliseconds);
}
