import test from 'ava';
import { farQueries } from './far-queries.ts';
import { numbersFrom, randomStatement, randomTable } from './random-statements.ts';

const setup = {
  far: [`CREATE TABLE shop.far AS ${randomTable}`],
  near: { near: randomTable, labels: "SELECT g AS grp, 'label ' || g AS label FROM range(9) t(g)" },
  tables: ['far'],
};

const seed = Number(process.env['AGNES_SEED'] ?? 7);
const statements = Number(process.env['AGNES_STATEMENTS'] ?? 80);

const sorted = (rows: readonly unknown[]): readonly string[] => rows.map((row) => JSON.stringify(row)).sort();

test('a statement over a table at its source has the answer that it has over the same rows here', async (t) => {
  const { run, root, server } = await farQueries(t, setup);
  const next = numbersFrom(seed);
  const answerOf = async (sql: string) => {
    try {
      return await run(root, { sql, limit: 1_000 });
    } catch (error) {
      return { code: Reflect.get(Object(error), 'code'), message: String(error) };
    }
  };

  for (let count = 0; count < statements; count += 1) {
    const { sql, isLimited } = randomStatement(next);
    const here = await answerOf(sql.replaceAll(/\bT\b/g, 'near'));
    const there = await answerOf(sql.replaceAll(/\bT\b/g, 'far'));
    if (!('rows' in here) || !('rows' in there)) {
      t.is(Reflect.get(there, 'code'), Reflect.get(here, 'code'), `${sql}\n${JSON.stringify(there)}`);
      continue;
    }
    t.deepEqual({ ...there, rows: 0 }, { ...here, rows: 0 }, sql);
    if (isLimited) t.is(there.rows.length, here.rows.length, sql);
    else t.deepEqual(sorted(there.rows), sorted(here.rows), sql);
  }

  // The half of them would be proof of nothing if the source were only ever asked for everything.
  const filtered = server.scans.filter(({ filters }) => filters.length > 0).length;
  const grouped = server.scans.filter(({ aggregates }) => aggregates !== undefined).length;
  const narrow = server.scans.filter(({ columns }) => columns.length < 11).length;
  const limited = server.scans.filter(({ limit }) => limit !== undefined).length;
  t.true(filtered > statements / 4, `${filtered} filtered`);
  t.true(grouped > statements / 20, `${grouped} grouped`);
  t.true(narrow > statements / 3, `${narrow} narrow`);
  t.true(limited > 0);
});
