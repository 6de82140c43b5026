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
    await pageOf(http, config, '?page=1');
  },

  async *discover() {
    yield { name: 'tickets', sourceTable: 'tickets' };
  },

  async *read({ config, tables, http, signal }) {
    for (const { id, fullRefresh, state } of tables) {
      // Absent: nothing was read yet, or everything is wanted.
      const since = fullRefresh ? undefined : sinceIn(state);
      const changes = since ? `&since=${encodeURIComponent(since)}` : '';
      let last = since ?? '';
      yield { type: 'columns', table: id, columns };
      for (let next: number | undefined = 1; next !== undefined; ) {
        signal.throwIfAborted();
        const page: Page = await pageOf(http, config, `?page=${next}${changes}`);
        yield { type: 'rows', table: id, rows: page.tickets };
        last = page.tickets.map(changedAt).reduce((a, b) => (a > b ? a : b), last);
        next = page.next;
      }
      yield { type: 'state', table: id, state: { since: last }, cursor: last };
    }
  },
});

/** What the last run kept in mind. */
const sinceIn = (state: unknown): string | undefined => {
  const { since } = Object(state);
  return typeof since === 'string' && since !== '' ? since : undefined;
};

const changedAt = ({ updated_at }: Page['tickets'][number]): string => String(updated_at);

const pageOf = async (http: Http, { url }: Settings, query: string): Promise<Page> => {
  const { status, headers, text } = await http.fetch(`${url}/tickets${query}`);
  if (status === 401) throw AuthExpired({ reason: 'The help desk refuses the token.' });
  if (status === 429) {
    const retryAfter = Number(headers['retry-after'] ?? 60);
    throw RateLimited({ reason: 'The help desk wants fewer requests.', retryAfter });
  }
  if (status !== 200) throw UpstreamError({ reason: `The help desk answered ${status}.`, status });
  return JSON.parse(text);
};
