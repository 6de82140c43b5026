import { type Http, UpstreamError } from '@agnes/sdk';
import { jsonOf } from './json.ts';

interface Search {
  readonly http: Pick<Http, 'fetch'>;
  readonly url: string;
  readonly token: string;
  /** The addresses of groups in one page. */
  readonly read: (page: unknown) => readonly unknown[];
  /** What a 403 means. */
  readonly refused: string;
}

/** More pages than anybody has groups for. */
const mostPages = 100;

/** What all pages of one search name, to the last of them; half an answer is none. */
export const searchPages = async ({
  http,
  url,
  token,
  read,
  refused,
}: Search): Promise<readonly string[]> => {
  const headers = { authorization: `Bearer ${token}`, accept: 'application/json' };
  const found: string[] = [];
  const next = new URL(url);
  for (let pages = 0; pages < mostPages; pages += 1) {
    const { status, text } = await http.fetch(next.href, { headers, timeoutMs: 5000 });
    if (status === 403) throw UpstreamError({ reason: refused, status });
    if (status !== 200) throw UpstreamError({ reason: `${next.host} answered ${status}.`, status });
    const page = jsonOf(text, next.host);
    found.push(...read(page).map((address) => textOf(address, next.host)));
    const more = page['nextPageToken'];
    if (typeof more !== 'string' || more === '') return found;
    next.searchParams.set('pageToken', more);
  }
  throw UpstreamError({ reason: `${next.host} answers with more than ${mostPages} pages.` });
};

const textOf = (address: unknown, host: string): string => {
  if (typeof address === 'string') return address;
  throw UpstreamError({ reason: `${host} names a group without an address.` });
};
