/** The extension's logo; `public/icons` has it as images. */
export function Logo() {
  return (
    <svg class="mark" viewBox="0 0 32 32" aria-hidden="true" focusable="false">
      <rect class="mark-tile" width="32" height="32" rx="8" />
      <path class="mark-letter" d="M7 11.5h14M13 5.5v13a6.5 6.5 0 0 0 6.5 6.5h2" />
      <circle class="mark-coin" cx="22.5" cy="18" r="3.6" />
    </svg>
  );
}
