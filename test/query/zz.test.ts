import test from 'ava';
import { writeFile, readFile } from 'node:fs/promises';
import { inDuckDb, openLab, viewsOf } from './support/query-lab.ts';
const check = async (f: string) => { const l = (await readFile(f,'utf8')).split('\n'); let bad=0; for (let k=2;k<l.length-1;k++) if (Number(l[k]!.split(',')[0]) !== Number(l[k-1]!.split(',')[0])+1) bad++; return bad; };
test('x', async (t) => {
  const lab = await openLab(t);
  const at = (n: string) => `${lab.folder}/${n}`;
  await inDuckDb(`CREATE TABLE wide AS SELECT i AS id, i * 1.5 AS amount, 'name, "' || i || '"' AS name,
     DATE '2026-01-01' + (i % 1000)::INT AS day, CASE WHEN i % 7 = 0 THEN NULL ELSE i % 7 END AS weekday
     FROM range(1000000) t(i)`, `COPY wide TO '${at('wide.parquet')}' (FORMAT parquet)`, `COPY wide TO '/tmp/q/own.csv' (FORMAT csv, HEADER)`, `COPY (from '${at('wide.parquet')}') TO '/tmp/q/own2.csv' (FORMAT csv, HEADER)`);
  t.log('own', await check('/tmp/q/own.csv'), 'own2', await check('/tmp/q/own2.csv'), await inDuckDb(`select min(file_row_number - id), max(file_row_number-id) from '${at('wide.parquet')}'`));
  for (let k=0;k<4;k++) {
  const { body } = await lab.pool.run({ scope: viewsOf(lab.folder, ['wide']), sql: 'FROM wide', limit: 1000000, format: 'csv', timeoutMs: 60000 });
  await writeFile('/tmp/q/ours.csv', body as never); t.log('ours', await check('/tmp/q/ours.csv'));
  const b = await lab.pool.run({ scope: viewsOf(lab.folder, ['wide']), sql: 'FROM wide ORDER BY id', limit: 1000000, format: 'csv', timeoutMs: 60000 });
  await writeFile('/tmp/q/ours.csv', b.body as never); t.log('ours ordered', await check('/tmp/q/ours.csv'));
  const d = await lab.pool.run({ scope: viewsOf(lab.folder, ['wide']), sql: 'FROM wide', limit: 1000000, format: 'csv', timeoutMs: 60000, csvRaw:true });
  await writeFile('/tmp/q/ours.csv', d.body as never); t.log('ours raw', await check('/tmp/q/ours.csv'));
  }
  t.pass();
});
