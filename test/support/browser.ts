/** A browser without pictures: it keeps cookies, by site, and follows links when it is told to. */
export class Browser {
  readonly #cookies = new Map<string, Map<string, string>>();
  readonly #sites: Readonly<Record<string, string>>;

  /** `sites`: where an origin really is, as a name server would say. `before`: whose cookies it goes on with. */
  constructor(sites: Readonly<Record<string, string>> = {}, before?: Browser) {
    this.#sites = sites;
    for (const [origin, cookies] of before ? before.#cookies : [])
      this.#cookies.set(origin, new Map(cookies));
  }

  /** One answer, redirects not followed. */
  async open(url: string): Promise<Response> {
    const { origin, pathname, search } = new URL(url);
    const cookies = this.#cookies.get(origin) ?? new Map<string, string>();
    const header = [...cookies].map(([name, value]) => `${name}=${value}`).join('; ');
    const response = await fetch(`${this.#sites[origin] ?? origin}${pathname}${search}`, {
      redirect: 'manual',
      headers: { accept: 'text/html', ...(header !== '' && { cookie: header }) },
    });
    for (const line of response.headers.getSetCookie()) keep(cookies, line);
    this.#cookies.set(origin, cookies);
    return response;
  }

  /** Follows redirects; resolves to the last answer and every address on the way. */
  async follow(url: string): Promise<{ readonly response: Response; readonly visited: readonly string[] }> {
    const visited = [url];
    for (;;) {
      const at = visited.at(-1) ?? url;
      const response = await this.open(at);
      const location = response.headers.get('location');
      if (location === null || visited.length > 20) return { response, visited };
      visited.push(new URL(location, at).href);
    }
  }

  /** The value of a cookie of this origin. */
  cookie(origin: string, name: string): string | undefined {
    return this.#cookies.get(origin)?.get(name);
  }
}

const keep = (cookies: Map<string, string>, line: string): void => {
  const [, name = '', value = ''] = /^([^=;]+)=([^;]*)/.exec(line) ?? [];
  if (value === '' || /;\s*max-age=0\b/i.test(line) || /;\s*expires=Thu, 01 Jan 1970/i.test(line))
    cookies.delete(name);
  else cookies.set(name, value);
};
