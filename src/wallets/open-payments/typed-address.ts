/** The host if the user typed only a host where a wallet address is expected: the path is missing. */
export function hostWithoutPath(typed: string): string | undefined {
  const [, host] = /^(?:https:\/\/|\$)?([a-z0-9.-]+\.[a-z0-9-]+(?::\d+)?)\/*$/i.exec(typed.trim()) ?? [];
  return host?.toLowerCase();
}
