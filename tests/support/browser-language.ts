/**
 * The browser's language in unit tests, for numbers and dates. Set here, because Node before version 21 has none and later versions use the
 * system's.
 */
Object.defineProperty(globalThis, 'navigator', { value: { language: 'en-US' }, configurable: true, writable: true });
