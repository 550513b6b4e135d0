/** Every server of the demo world, by the first part of its host name. */
export const hostNames = [
  'shop',
  'cloudninebank',
  'auth.cloudninebank',
  'happylifebank',
  'resources.happylifebank',
  'id.happylifebank',
  'acquirer',
  'connector',
] as const;

export type HostName = (typeof hostNames)[number];

export type Scheme = 'https' | 'http';

/** Where the hosts live: `https://NAME.test`, or `http://NAME.localhost:PORT` for development builds. */
export interface Hosts {
  readonly scheme: Scheme;
  /** `https://shop.test`, without a trailing slash. */
  origin(name: HostName): string;
  /** The value of the Host header, which is also the host of the URL. */
  host(name: HostName): string;
  /** Which server a Host header means, if any. */
  nameOf(hostHeader: string): HostName | undefined;
}

/** Names for the https world carry no port: browsers and `world.fetch` map `*.test` to the listener. */
export function createHosts(scheme: Scheme, port: number): Hosts {
  const suffix = scheme === 'https' ? '.test' : `.localhost:${port}`;
  const host = (name: HostName) => `${name}${suffix}`;
  return {
    scheme,
    host,
    origin: (name) => `${scheme}://${host(name)}`,
    nameOf: (hostHeader) => hostNames.find((name) => hostHeader.toLowerCase() === host(name)),
  };
}
