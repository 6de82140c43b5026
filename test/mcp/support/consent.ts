/** What a page of consent answered. */
export interface Consented {
  readonly status: number;
  readonly page: string;
  /** Where the person is led on to, when they are. */
  readonly back: URL | undefined;
}

/** Somebody who is signed in in a browser. */
export interface Person {
  readonly url: string;
  readonly session: string;
}

/** Opens the page that asks. */
export const openConsent = async (
  { url, session }: Person,
  asked: Readonly<Record<string, string>>,
): Promise<Consented> => {
  const headers = { accept: 'text/html', cookie: `access_token=${session}` };
  const address = `${url}/oauth/authorize?${new URLSearchParams(asked)}`;
  return consented(await fetch(address, { headers, redirect: 'manual' }));
};

/** Decides, with everything that the form sends. */
export const decideConsent = async (
  { url, session }: Person,
  asked: Readonly<Record<string, string>>,
  more: { readonly decision?: string; readonly headers?: Readonly<Record<string, string>> } = {},
): Promise<Consented> => {
  const { decision = 'approve', headers = { 'sec-fetch-site': 'same-origin' } } = more;
  const sent = { accept: 'text/html', cookie: `access_token=${session}`, ...headers };
  const body = new URLSearchParams({ ...asked, decision });
  const request = { method: 'POST', headers: sent, body, redirect: 'manual' as const };
  return consented(await fetch(`${url}/oauth/authorize`, request));
};

const consented = async (response: Response): Promise<Consented> => {
  const [, target] = /^0; url=(.+)$/.exec(response.headers.get('refresh') ?? '') ?? [];
  const to = target ?? response.headers.get('location') ?? undefined;
  return {
    status: response.status,
    page: await response.text(),
    back: to === undefined ? undefined : new URL(to, response.url),
  };
};
