// In the browser's language, like the amounts beside them.
const MOMENT = new Intl.DateTimeFormat(navigator.language, { dateStyle: 'medium', timeStyle: 'short' });
const DAY = new Intl.DateTimeFormat(navigator.language, { dateStyle: 'medium' });
const UTC_DAY = new Intl.DateTimeFormat(navigator.language, { dateStyle: 'medium', timeZone: 'UTC' });
const TIME = new Intl.DateTimeFormat(navigator.language, { timeStyle: 'medium' });

/** Date and time of day, where the user is. */
export function formatMoment(milliseconds: number): string {
  return MOMENT.format(milliseconds);
}

/** The day, where the user is. */
export function formatDay(milliseconds: number): string {
  return DAY.format(milliseconds);
}

/** The day that it is in UTC. */
export function formatUtcDay(milliseconds: number): string {
  return UTC_DAY.format(milliseconds);
}

/** The time of day to the second. */
export function formatTime(milliseconds: number): string {
  return TIME.format(milliseconds);
}
