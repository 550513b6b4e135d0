/** The host of what people type where a wallet address belongs, when it is a host and nothing more: the name after it is missing. */
export function hostAlone(typed: string): string | undefined {
  const [, host] = /^(?:https:\/\/|\$)?([a-z0-9.-]+\.[a-z0-9-]+(?::\d+)?)\/*$/i.exec(typed.trim()) ?? [];
  return host?.toLowerCase();
}
