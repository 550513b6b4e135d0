/**
 * `http-message-signatures` calls `Buffer.from(text)` once for each signature and uses nothing else of Node's Buffer, which service workers
 * do not have. This defines that one function if there is no Buffer. Import it before the library.
 */
const scope = globalThis as { Buffer?: unknown };

scope.Buffer ??= { from: (text: string): Uint8Array => new TextEncoder().encode(text) };

export {};
