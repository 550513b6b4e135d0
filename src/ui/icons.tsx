import { t } from './i18n.ts';

/** A spinner. It does not move if the user prefers reduced motion. */
export function Ring() {
  return <div class="ring" role="img" aria-label={t('ui_working')} />;
}

/** The icon of a completed payment. */
export function Tick() {
  return (
    <svg class="sign tick" viewBox="0 0 56 56" aria-hidden="true" focusable="false">
      <circle class="sign-ground" cx="28" cy="28" r="28" />
      <path class="sign-line" d="m17.5 29 7 7 14-15" />
    </svg>
  );
}

/** The icon of a payment that was not made. */
export function Stop() {
  return (
    <svg class="sign stop" viewBox="0 0 56 56" aria-hidden="true" focusable="false">
      <circle class="sign-ground" cx="28" cy="28" r="28" />
      <path class="sign-line" d="M28 17v14M28 38.5v.5" />
    </svg>
  );
}

/** The icon for a wallet that must be linked, and for the empty sheet. */
export function Purse() {
  return (
    <svg class="sign purse" viewBox="0 0 56 56" aria-hidden="true" focusable="false">
      <circle class="sign-ground" cx="28" cy="28" r="28" />
      <path
        class="sign-line"
        d="M16 22.5v14a3.5 3.5 0 0 0 3.5 3.5h18a3.5 3.5 0 0 0 3.5-3.5v-11a3.5 3.5 0 0 0-3.5-3.5H19a3 3 0 0 1 0-6h16M41 28h-6a3 3 0 0 0 0 6h6"
      />
    </svg>
  );
}
