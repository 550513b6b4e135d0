import type { WorldFetch } from '../http/world-fetch.ts';

const MAX_REDIRECTS = 10;

/** A browser without rendering: follows redirects within the demo world, stores cookies and submits forms. */
export class PageSession {
  readonly #fetch: WorldFetch;
  readonly #cookies = new Map<string, Map<string, string>>();

  constructor(fetch: WorldFetch) {
    this.#fetch = fetch;
  }

  /** Opens a page and follows redirects. Stops before a URL that `until` accepts, and returns it. */
  async open(url: string, until: (url: string) => boolean = () => false): Promise<{ url: string; text: string }> {
    return this.#follow(url, { method: 'GET' }, until);
  }

  /** Submits a form and follows its redirect. */
  async submit(url: string, fields: Record<string, string>, until?: (url: string) => boolean) {
    return this.#follow(url, { method: 'POST', body: new URLSearchParams(fields).toString() }, until ?? (() => false));
  }

  async #follow(
    start: string,
    init: { method: string; body?: string },
    until: (url: string) => boolean,
  ): Promise<{ url: string; text: string }> {
    let [url, request] = [start, init];
    for (let hops = 0; hops <= MAX_REDIRECTS; hops += 1) {
      if (until(url)) return { url, text: '' };
      const response = await this.#request(url, request);
      const location = response.headers.get('location');
      if (location === null) return { url, text: await response.text() };
      url = new URL(location, url).href;
      request = { method: 'GET' };
    }
    throw new Error(`too many redirects from ${start}`);
  }

  async #request(url: string, { method, body }: { method: string; body?: string }): Promise<Response> {
    const { host } = new URL(url);
    const cookies = this.#cookies.get(host) ?? new Map<string, string>();
    this.#cookies.set(host, cookies);
    const response = await this.#fetch(url, {
      method,
      redirect: 'manual',
      headers: {
        accept: 'text/html',
        cookie: [...cookies].map(([name, value]) => `${name}=${value}`).join('; '),
        ...(body === undefined ? {} : { 'content-type': 'application/x-www-form-urlencoded' }),
      },
      ...(body === undefined ? {} : { body }),
    });
    for (const line of response.headers.getSetCookie()) {
      const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(line) ?? [];
      cookies.set(name, value);
    }
    return response;
  }
}
