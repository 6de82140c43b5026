import { mkdir, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { ExecutionContext } from 'ava';
import test from 'ava';
import { orderFor } from '../../host/extract/connector-order.ts';
import { systemIntent } from '../../host/http/intent.ts';
import { plainRows } from './support/plain-duckdb.ts';
import { cancelOn, runLab, statusesOf } from './support/run-lab.ts';

const files: Readonly<Record<string, string>> = {
  orders: 'orders.csv',
  people: 'people.parquet',
  inside: 'native.csv',
};

/** A source of the fixture whose connector opens DuckDB itself, with its tables by name. */
const duckdbLab = async (t: ExecutionContext, how: string, tables = files) => {
  const lab = await runLab(t);
  const folder = join(lab.dataDir, 'files');
  await mkdir(folder);
  for (const name of ['orders.csv', 'native.csv', 'away.csv'])
    await writeFile(join(folder, name), 'id,total\n1,10\n2,20\n');
  await plainRows(t, `COPY (SELECT 'ann' AS name) TO '${folder}/people.parquet' (FORMAT parquet)`);
  const config = { folder, how, token_env: 'LAB_TOKEN' };
  await lab.registry.ensureSource({ slug: 'raw', type: 'extracts', config }, systemIntent('test'));
  for (const [name, sourceTable] of Object.entries(tables)) {
    await lab.registry.ensureTable({ name, connection: 'raw', sourceTable }, systemIntent('test'));
  }
  return { ...lab, folder };
};

const codesOf = (events: readonly unknown[]) =>
  Object.fromEntries(
    events.map((event) => {
      const { name, status, error } = event as {
        name: string;
        status: string;
        error: { code: string } | null;
      };
      return [name, error?.code ?? status];
    }),
  );

test.serial(
  'a connector of the runtime duckdb reads whole files, and its tables are published like any other',
  async (t) => {
    const lab = await duckdbLab(t, 'well');

    const first = statusesOf(await lab.run());
    const again = statusesOf(await lab.run());

    t.deepEqual(first, { inside: 'published', orders: 'published', people: 'published' });
    t.deepEqual(again, { inside: 'unchanged', orders: 'unchanged', people: 'unchanged' });
    t.deepEqual(
      await lab.query('SELECT sum(total) AS total, (SELECT name FROM people) AS name FROM orders'),
      [{ total: '30', name: 'ann' }],
    );
    const rows = await lab.queryExtract(
      'SELECT table_name, produced_by FROM _meta ORDER BY 1 LIMIT 1',
      'raw',
    );
    t.deepEqual(rows, [{ table_name: 'inside', produced_by: 'acme/extracts@1.0.0' }]);
  },
);

test.serial(
  'it gets its declared secret on the channel, no environment, and its words are scrubbed',
  async (t) => {
    const lab = await duckdbLab(t, 'well');
    const lines: string[] = [];

    await lab.run(
      {},
      { signal: new AbortController().signal, onEvent: (data) => void lines.push(JSON.stringify(data)) },
    );

    t.true(lines.includes('{"message":"token [secret], 0 variables"}'), lines.join('\n'));
  },
);

test.serial(
  'what its _meta says and its files do not hold fails by name, and the others are published',
  async (t) => {
    const lab = await duckdbLab(t, 'well', { orders: 'orders.csv', far: 'away.csv', lost: 'given up' });

    await lab.run();

    t.deepEqual(codesOf(lab.events), { orders: 'published', far: 'row_refused', lost: 'config_error' });
    t.deepEqual(await lab.query('SELECT count(*) AS n FROM orders'), [{ n: '2' }]);
  },
);

for (const [how, code] of Object.entries({
  lies: 'row_refused',
  nothing: 'extract_unreadable',
  dies: 'connector_crashed',
})) {
  test.serial(`a connector that ${how} publishes nothing and says why`, async (t) => {
    const lab = await duckdbLab(t, how, { orders: 'orders.csv' });

    await t.throwsAsync(lab.run(), { code: 'run_failed' });

    t.deepEqual(codesOf(lab.events), { orders: code });
    t.deepEqual(lab.lake.published(), []);
    t.deepEqual(await readdir(join(lab.dataDir, 'runs')), []);
  });
}

test.serial(
  'a connector that eats memory is stopped at its limit, and the other sources are read',
  async (t) => {
    const lab = await duckdbLab(t, 'eats', { orders: 'orders.csv' });
    await lab.script({ sane: { rows: [{ id: 1 }] } });

    const { result } = await lab.run();

    t.like(result, { published: 1, failed: 1 });
    t.is(codesOf(lab.events)['sane'], 'published');
  },
);

test.serial('a connector that hangs is ended with its run', async (t) => {
  const lab = await duckdbLab(t, 'hangs', { orders: 'orders.csv' });

  await t.throwsAsync(lab.run({}, cancelOn('variables')));

  t.deepEqual(codesOf(lab.events), { orders: 'cancelled' });
});

test('an extension that is not on the list stops the run before it starts', async (t) => {
  const wanted = { duckdbExtensions: [{ name: 'excel', why: 'x' }] };
  const plugin = {
    plugin: 'acme/x',
    contribution: { runtime: 'duckdb', config: { schema: { type: 'object' } } },
  };
  const deps = (extensions: readonly string[]) => ({
    // Of a connector, an order reads these.
    connectors: { connector: () => ({ ...plugin, manifest: { capabilities: wanted } }) as never },
    secrets: { resolveFor: () => undefined },
    roots: [],
    privateAllowed: [],
    folders: { kept: async () => '', duckdbExtensions: async () => '' },
    extensions,
  });
  const source = { slug: 'raw', type: 'extracts', config: {}, secretRefs: {} } as never;

  await t.throwsAsync(orderFor(source, deps(['httpfs'])), { code: 'extension_not_allowed' });
  await t.notThrowsAsync(orderFor(source, deps(['excel'])));
});
