/**
 * The browser's language for unit tests: numbers and dates are written in it. Set here, as Node has none before version 21 and the
 * machine's own after that.
 */
Object.defineProperty(globalThis, 'navigator', { value: { language: 'en-US' }, configurable: true, writable: true });
