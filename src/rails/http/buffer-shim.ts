/**
 * `http-message-signatures` calls `Buffer.from(text)` once for each signature and needs nothing else of Node's Buffer, which a service
 * worker does not have. This stands in for that one call; where there is a real Buffer, it stays. Must be imported before the library.
 */
const scope = globalThis as { Buffer?: unknown };

scope.Buffer ??= { from: (text: string): Uint8Array => new TextEncoder().encode(text) };

export {};
