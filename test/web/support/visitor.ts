/** A page as somebody without script sees it. */
export interface Seen {
  readonly status: number;
  readonly html: string;
  readonly headers: Headers;
  /** Where a form has led. */
  readonly location: string;
}

/** Somebody who reads pages and sends their forms, with cookies and without script. */
export class Visitor {
  readonly url: string;
  readonly #cookie: string;

  constructor(url: string, cookie = '') {
    this.url = url;
    this.#cookie = cookie;
  }

  /** Somebody who has signed in with the form. */
  static async signedIn(
    url: string,
    { email, password }: { email: string; password: string },
  ): Promise<Visitor> {
    const { headers } = await new Visitor(url).send('/auth/password/login/web', { email, password });
    return new Visitor(url, headers.getSetCookie()[0]?.split(';')[0]);
  }

  open(path: string, accept = 'text/html'): Promise<Seen> {
    return this.#ask(path, { headers: { cookie: this.#cookie, accept } });
  }

  /** Sends a form as a page of the host does. */
  send(path: string, fields: Readonly<Record<string, string>> = {}): Promise<Seen> {
    return this.#ask(path, {
      method: 'POST',
      headers: { cookie: this.#cookie, accept: 'text/html', 'sec-fetch-site': 'same-origin' },
      body: new URLSearchParams(fields),
    });
  }

  /** Sends a form with one file. */
  upload(path: string, name: string, bytes: Uint8Array<ArrayBuffer>): Promise<Seen> {
    const body = new FormData();
    body.set(name, new Blob([bytes]), 'file.bin');
    return this.#ask(path, {
      method: 'POST',
      headers: { cookie: this.#cookie, accept: 'text/html', 'sec-fetch-site': 'same-origin' },
      body,
    });
  }

  /** Sends a form that answers a file. */
  async download(path: string, fields: Readonly<Record<string, string>>): Promise<Uint8Array<ArrayBuffer>> {
    const response = await fetch(`${this.url}${path}`, {
      method: 'POST',
      headers: { cookie: this.#cookie, 'sec-fetch-site': 'same-origin' },
      body: new URLSearchParams(fields),
    });
    return new Uint8Array(await response.arrayBuffer());
  }

  /** Sends a form and reads the page to which it leads. */
  async follow(path: string, fields: Readonly<Record<string, string>> = {}): Promise<Seen> {
    const sent = await this.send(path, fields);
    if (sent.status !== 303) throw new Error(`${path} answered ${sent.status}: ${sent.html}`);
    const seen = await this.open(sent.location);
    return { ...seen, location: sent.location };
  }

  async #ask(path: string, init: RequestInit): Promise<Seen> {
    const response = await fetch(`${this.url}${path}`, { redirect: 'manual', ...init });
    const { status, headers } = response;
    // Templates write these two as entities in attributes; addresses are easier to read without.
    const html = (await response.text()).replaceAll('&#x2F;', '/').replaceAll('&#x3D;', '=');
    return { status, headers, html, location: headers.get('location') ?? '' };
  }
}

/** The address of the first form that ends like this. */
export const actionEnding = (html: string, end: string): string =>
  new RegExp(`action="([^"]*${end})"`).exec(html)?.[1] ?? '';

/** Fields of the form whose action is this, hidden ones and ticked boxes, as a browser would send them. */
export const fieldsOf = (html: string, action: string): Record<string, string> => {
  const form = html.split('<form ').find((part) => part.includes(`action="${action}"`));
  const inputs = [...(form?.split('</form>')[0] ?? '').matchAll(/<input ([^>]*)>/g)].map(
    ([, input = '']) => input,
  );
  const sent = inputs.filter((input) => /type="hidden"/.test(input) || / checked/.test(input));
  return Object.fromEntries(sent.map((input) => [attribute(input, 'name'), attribute(input, 'value')]));
};

const attribute = (tag: string, name: string): string =>
  unescaped(new RegExp(`\\b${name}="([^"]*)"`).exec(tag)?.[1] ?? '');

const entities: Readonly<Record<string, string>> = {
  '&#x60;': '`',
  '&lt;': '<',
  '&gt;': '>',
  '&quot;': '"',
  '&#39;': "'",
  '&amp;': '&',
};

/** Text as it was before it was escaped. */
const unescaped = (html: string): string =>
  html.replaceAll(/&(?:#x60|lt|gt|quot|#39|amp);/g, (entity) => entities[entity] ?? entity);
