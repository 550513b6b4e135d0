export type Scheme = 'https' | 'http';

/** The origins of the hosts: `https://NAME.test`, or `http://NAME.localhost:PORT` for development builds. */
export interface Hosts<Name extends string = string> {
  readonly scheme: Scheme;
  /** `https://shop.test`, without a trailing slash. Throws for an unknown host. */
  origin(name: Name): string;
  /** The value of the Host header, which is also the host of the URL. Throws for an unknown host. */
  host(name: Name): string;
  /** The name of the host in a Host header, if any. */
  nameOf(hostHeader: string): Name | undefined;
}

/** Hosts with https have no port: browsers and `world.fetch` map `*.test` to the listener. */
export function createHosts<Name extends string>(names: readonly Name[], scheme: Scheme, port: number): Hosts<Name> {
  const suffix = scheme === 'https' ? '.test' : `.localhost:${port}`;
  const host = (name: Name) => {
    if (!names.includes(name)) throw new Error(`no server has the host ${name}`);
    return `${name}${suffix}`;
  };
  return {
    scheme,
    host,
    origin: (name) => `${scheme}://${host(name)}`,
    nameOf: (hostHeader) => names.find((name) => hostHeader.toLowerCase() === host(name)),
  };
}
