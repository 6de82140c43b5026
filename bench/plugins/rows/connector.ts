import { type Column, defineConnector } from '@agnes/sdk/connector';

interface Settings {
  readonly rows: number;
  readonly changed: number;
}

const columns: readonly Column[] = [
  { name: 'id', type: 'BIGINT' },
  { name: 'customer', type: 'VARCHAR' },
  { name: 'amount', type: 'DECIMAL(18,2)' },
  { name: 'score', type: 'DOUBLE' },
  { name: 'is_paid', type: 'BOOLEAN' },
  { name: 'day', type: 'DATE' },
  { name: 'changed_at', type: 'TIMESTAMPTZ' },
  { name: 'country', type: 'VARCHAR' },
  { name: 'quantity', type: 'INTEGER' },
  { name: 'note', type: 'VARCHAR' },
];

const batch = 10_000;
const countries = ['AT', 'BE', 'CH', 'CZ', 'DE', 'ES', 'FR', 'IT', 'NL', 'PL'];
const day = 86_400_000;
const start = Date.UTC(2020, 0, 1);
const made = <T>(count: number, make: (index: number) => T): readonly T[] =>
  Array.from({ length: count }, (_, index) => make(index));
const instants = made(2_000, (index) => new Date(start + index * day).toISOString());
const days = instants.map((instant) => instant.slice(0, 10));
const customers = made(50_021, (index) => `customer ${index}`);
const amounts = made(10_007, (index) => `${index}.${10 + (index % 90)}`);
const notes = made(977, (index) => `note ${index} of a customer`);

// Made from parts that are there already: what is measured is not how fast this source writes texts.
const rowOf = (id: number, version: number) => ({
  id,
  customer: customers[id % customers.length],
  amount: amounts[id % amounts.length],
  score: (id % 1_013) / 7,
  is_paid: id % 3 === 0,
  day: days[id % days.length],
  changed_at: instants[(id + version) % instants.length],
  country: countries[id % countries.length],
  quantity: (id + version) % 97,
  note: id % 5 === 0 ? null : notes[id % notes.length],
});

/** A source whose only limit is how fast rows are taken from it. */
export default defineConnector<Settings>({
  async check() {},
  async *discover() {},
  async *read({ config, tables, now }) {
    for (const { id: table, strategy, state } of tables) {
      const isMore = strategy === 'incremental' && state !== undefined;
      const [count, step] = isMore
        ? [config.changed, Math.floor(config.rows / config.changed)]
        : [config.rows, 1];
      const version = isMore ? now() % 1_000 : 0;
      yield { type: 'columns', table, columns };
      for (let from = 0; from < count; from += batch) {
        const length = Math.min(batch, count - from);
        yield {
          type: 'rows',
          table,
          rows: Array.from({ length }, (_, index) => rowOf((from + index) * step, version)),
        };
      }
      yield { type: 'state', table, state: { read: count } };
    }
  },
});
