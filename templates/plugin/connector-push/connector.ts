import { type Column, ConfigError, type Delivery, defineConnector } from '@agnes/sdk/connector';
import type { Settings } from './settings.ts';

const columns: readonly Column[] = [
  { name: 'number', type: 'VARCHAR' },
  { name: 'place', type: 'VARCHAR' },
  { name: 'seen_at', type: 'TIMESTAMP' },
];

export default defineConnector<Settings>({
  // The host checks signatures: nothing has to answer here.
  async check() {},

  async *discover() {
    yield { name: 'parcels', sourceTable: 'parcels', columns, primaryKey: ['number'] };
  },

  async *read({ tables, deliveries = [], signal }) {
    for (const { id, name, sourceTable = name } of tables) {
      if (sourceTable !== 'parcels') {
        const error = ConfigError({ reason: `There is no "${sourceTable}" here; there is "parcels".` });
        yield { type: 'failed', table: id, error };
        continue;
      }
      signal.throwIfAborted();
      // Rows replace those with the same key: an event that comes twice changes nothing.
      yield { type: 'mode', table: id, mode: 'merge' };
      yield { type: 'columns', table: id, columns };
      yield { type: 'rows', table: id, rows: deliveries.flatMap(rowsOf) };
    }
  },
});

/** What an event says of its parcel; what is no event of a parcel says nothing. */
const rowsOf = ({ payload }: Delivery) => {
  const { parcel } = Object(payload);
  const { number, place, seen_at } = Object(parcel);
  return typeof number === 'string' ? [{ number, place, seen_at }] : [];
};
