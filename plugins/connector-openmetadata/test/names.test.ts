import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import test from 'ava';
import { parse } from 'yaml';
import enrich from '../enrich.ts';
import exportFiles from '../export.ts';
import { startCatalogServer } from './catalog-server.ts';
import { jobLab, table } from './job-lab.ts';

const metric = (name: string) => ({ name, fullyQualifiedName: `m.${name}`, metricExpression: {} });

test('names that come to the same file, or to none, have a file each, and their own name in it', async (t) => {
  const names = ['A-B', 'A_B', 'tržby', 'Выручка', '売上', 'plain'];
  const known = { name: 'x', columns: [{ name: 'OrderID', dataType: 'INT' }] };
  const tables = { 'kbc.crm."in.c-crm".a_b': known, 'kbc.crm."in.c-crm".a__b': known };
  const { url } = await startCatalogServer(t, { tables, metrics: names.map(metric), pageSize: 10 });
  const lab = await jobLab(t, url);

  const { result } = await lab.run(exportFiles, { catalog: [table('a_b'), table('a__b')] });

  t.like(result, { metrics_count: 6, tables_count: 2 });
  const folder = join(lab.folder, 'metrics/general');
  const files = (await readdir(folder)).sort();
  t.deepEqual(
    files.map((file) => file.replace(/_[0-9a-f]{8}\.yml$/, '_#.yml')),
    ['a_b_#.yml', 'a_b_#.yml', 'plain.yml', 'tr_by.yml', 'unnamed_#.yml', 'unnamed_#.yml'],
  );
  const texts = await Promise.all(files.map((file) => readFile(join(folder, file), 'utf8')));
  t.deepEqual(texts.map((text) => parse(text)[0].name).sort(), [...names].sort());
  const index: readonly { readonly file: string }[] = parse(
    await readFile(join(lab.folder, 'metrics/metrics.yml'), 'utf8'),
  );
  t.deepEqual(
    index.map(({ file }) => file).sort(),
    files.map((file) => `general/${file}`),
  );
  const written = await readdir(join(lab.folder, 'tables'));
  t.is(written.length, 2);
  const { columns } = parse(await readFile(join(lab.folder, 'tables', written[0] ?? ''), 'utf8'));
  t.deepEqual(columns, [{ name: 'OrderID', type: 'INT' }]);
});

test('a tag with a dot in its name keeps it', async (t) => {
  const tags = [
    { name: 'v1.2', tagFQN: 'Release."v1.2"' },
    { tagFQN: 'Release."v2.0"' },
    { tagFQN: 'PII.None' },
  ];
  const { url } = await startCatalogServer(t, {
    tables: { 'kbc.crm."in.c-crm".orders': { name: 'orders', tags } },
  });
  const lab = await jobLab(t, url);

  const { enrichments } = await lab.run(enrich, { catalog: [table('orders')] });

  t.deepEqual(enrichments?.[0]?.tags, ['v1.2', 'v2.0', 'None']);
});
