import { bare, isObject, parse, stringify } from './primordials.ts';

/*
 * Chromium serialises the `data` of payment methods and modifiers in its constructor and continues after data that it cannot serialise,
 * with a pending exception: the next one then crashes the renderer. So with our method in the list all data is serialised here, once,
 * before the browser's constructor runs, and the browser gets values that run no script and throw nothing.
 */

interface WithData {
  data: unknown;
}

/**
 * Replaces `data` by a copy that serialises to the same JSON text, and returns that text. `refuse` lets the browser throw its error for
 * data that cannot be serialised.
 */
export function serialise(owner: WithData, refuse: (data: object) => void): string | undefined {
  const { data } = owner;
  if (!isObject(data)) return undefined;
  let value: unknown;
  let text: string | undefined;
  try {
    text = stringify(data) as string | undefined;
    value = text === undefined ? undefined : parse(text, withoutPrototype);
  } catch (error) {
    // The browser's message, which depends on its version.
    refuse(
      bare({
        toJSON() {
          throw error;
        },
      }),
    );
    throw error;
  }
  owner.data = isObject(value) ? value : bare({ toJSON: () => value });
  return text;
}

/** The page may have defined `toJSON` on `Object.prototype`, which must not run again. */
function withoutPrototype(_key: string, value: unknown): unknown {
  return isObject(value) ? bare(value) : value;
}
