import test from 'ava';
import { driversOf, isFor } from '../../host/extract/drivers.ts';
import type { LoadedConnector } from '../../host/kernel/loaded.ts';

// Of a connector, drivers read these.
const plugin = {
  type: 'shop',
  folder: '/plugin',
  entry: '/plugin/own.ts',
  contribution: {
    drivers: [
      { name: 'swift', runtime: 'duckdb', entry: 'swift.ts' },
      {
        name: 'queries',
        runtime: 'duckdb',
        entry: 'queries.ts',
        queryModes: ['materialized'],
        extensions: [],
      },
    ],
    config: { schema: { properties: { driver: { enum: ['auto', 'swift', 'plain'] } } } },
  },
} as unknown as LoadedConnector;

const names = (config: Readonly<Record<string, unknown>>) =>
  driversOf(plugin, config).map(({ name }) => name);

test('a driver for some tables goes along with the entry of the connector, and not with another driver', (t) => {
  t.deepEqual(names({}), ['swift', 'queries', 'plain']);
  t.deepEqual(names({ driver: 'auto' }), ['swift', 'queries', 'plain']);
  t.deepEqual(names({ driver: 'plain' }), ['queries', 'plain']);
  t.deepEqual(names({ driver: 'swift' }), ['swift']);
});

test('it is asked for these tables and no others', (t) => {
  const [swift, queries] = driversOf(plugin, {});
  if (!swift || !queries) return t.fail();

  t.deepEqual(
    [{}, { queryMode: 'local' as const }, { queryMode: 'materialized' as const }].map((table) => [
      isFor(table, swift),
      isFor(table, queries),
    ]),
    [
      [true, false],
      [true, false],
      [true, true],
    ],
  );
});
