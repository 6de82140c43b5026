import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type Column, defineConnector, UpstreamError } from '@agnes/sdk/connector';

interface Parcel {
  readonly number: string;
  readonly place: string;
  readonly seen_at: string;
}

const columns: readonly Column[] = [
  { name: 'number', type: 'VARCHAR' },
  { name: 'place', type: 'VARCHAR' },
  { name: 'seen_at', type: 'TIMESTAMP' },
];

export default defineConnector<{ readonly url: string }>({
  async check({ config: { url }, http }) {
    const { status } = await http.fetch(new URL('/ping', url).href);
    if (status !== 200) throw UpstreamError({ reason: `The carrier answered ${status}.`, status });
  },

  async *discover() {
    yield { name: 'parcels', sourceTable: 'parcels', primaryKey: ['number'] };
  },

  async *read({ tables, deliveries = [], kept = '' }) {
    const pushed = deliveries.map(({ payload }) => (payload as { readonly parcel: Parcel }).parcel);
    const fetched: readonly Parcel[] = JSON.parse(
      await readFile(join(kept, 'fetched.json'), 'utf8').catch(() => '[]'),
    );
    for (const { id } of tables) {
      yield { type: 'mode', table: id, mode: 'merge' };
      yield { type: 'columns', table: id, columns };
      // Of two rows with one key the later counts: what was pushed is newer than what was fetched at night.
      yield { type: 'rows', table: id, rows: [...fetched, ...pushed].map((parcel) => ({ ...parcel })) };
    }
  },
});
