import { AuthExpired, defineConnector, type Http, RateLimited, UpstreamError } from '@agnes/sdk/connector';
import type { Settings } from './settings.ts';

interface Page {
  readonly tickets: readonly Readonly<Record<string, unknown>>[];
  readonly next?: number;
}

const columns = [
  { name: 'id', type: 'BIGINT' },
  { name: 'subject', type: 'VARCHAR' },
  { name: 'updated_at', type: 'TIMESTAMPTZ' },
];

export default defineConnector<Settings>({
  async check({ config, http }) {
    await pageOf(http, config, 1);
  },

  async *discover() {
    yield { name: 'tickets', sourceTable: 'tickets' };
  },

  async *read({ config, tables, http, signal }) {
    for (const { id } of tables) {
      yield { type: 'columns', table: id, columns };
      for (let next: number | undefined = 1; next !== undefined; ) {
        signal.throwIfAborted();
        const page: Page = await pageOf(http, config, next);
        yield { type: 'rows', table: id, rows: page.tickets };
        next = page.next;
      }
    }
  },
});

const pageOf = async (http: Http, { url }: Settings, page: number): Promise<Page> => {
  const { status, headers, text } = await http.fetch(`${url}/tickets?page=${page}`);
  if (status === 401) throw AuthExpired({ reason: 'The help desk refuses the token.' });
  if (status === 429) {
    const retryAfter = Number(headers['retry-after'] ?? 60);
    throw RateLimited({ reason: 'The help desk wants fewer requests.', retryAfter });
  }
  if (status !== 200) throw UpstreamError({ reason: `The help desk answered ${status}.`, status });
  return JSON.parse(text);
};
