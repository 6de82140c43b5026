import { unlink } from 'node:fs/promises';
import { join } from 'node:path';
import test, { type ExecutionContext } from 'ava';
import { wholeScope } from '../../host/query/granted-scope.ts';
import { corpusIn } from './support/hostile/corpus.ts';
import { openLab, viewsOf } from './support/query-lab.ts';
import { publishedIn } from './support/started-queries.ts';

const openWhole = async (t: ExecutionContext) => {
  const lab = await openLab(t, { workers: 2 });
  const { current } = await publishedIn(lab.folder);
  return { ...lab, scope: wholeScope(current) };
};

test('an administrator queries every published table and its columns', async (t) => {
  const { rows, scope } = await openWhole(t);

  t.deepEqual(await rows('SELECT canary_column FROM salaries', { scope }), [['canary_value']]);
  t.deepEqual(await rows('SHOW TABLES', { scope }), [['canary_table'], ['orders'], ['people'], ['salaries']]);
  t.deepEqual(
    await rows("SELECT column_name FROM information_schema.columns WHERE table_name = 'people'", { scope }),
    [['id'], ['name'], ['tags']],
  );
});

test('T23: no hostile statement of an administrator learns a path or writes a file', async (t) => {
  const { ask, scope, folder } = await openWhole(t);
  const corpus = corpusIn(folder);
  const harmless = new Set(corpus.filter(([, code]) => code === 'ok').map(([sql]) => sql));

  const outcomes = await Promise.all(corpus.map(([sql]) => ask(sql, { scope })));
  const answered = outcomes.filter(({ code }) => code === 'ok');

  t.deepEqual(
    outcomes.filter(({ sql, rows, told }) => `${rows}${told}`.includes(folder) && !sql.includes(folder)),
    [],
  );
  // What passes for an administrator are reads of the tables that are hostile for others only.
  t.deepEqual(
    answered.filter(({ sql }) => !/salaries/i.test(sql) && !harmless.has(sql)),
    [],
  );
});

test('a table whose files are gone is told by name, without a path; the others answer', async (t) => {
  const { rows, ask, folder } = await openLab(t);
  const scope = viewsOf(folder, ['orders', 'people', 'salaries']);
  await unlink(join(folder, 'people.parquet'));

  const { code, told } = await ask('FROM people', { scope });

  t.is(code, 'table_unreadable');
  t.false(told.includes(folder));
  t.deepEqual(await rows('SELECT count(*) FROM orders', { scope }), [[12]]);
});

test('a file that goes while its sandbox is open is told without its path', async (t) => {
  const { rows, ask, scope, folder } = await openLab(t);
  await rows('SELECT count(*) FROM people');
  await unlink(join(folder, 'people.parquet'));

  const { code, told } = await ask('FROM people', { scope });

  t.is(code, 'query_failed');
  t.false(told.includes(folder));
});
