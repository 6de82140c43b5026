import test from 'ava';
import { dashboardStatements } from './support/honest/dashboards.ts';
import { shapeStatements } from './support/honest/shapes.ts';
import { valueStatements } from './support/honest/values.ts';
import { honestStatements } from './support/honest-statements.ts';
import { plainAnswers } from './support/plain-answers.ts';
import { openLab } from './support/query-lab.ts';

const compared = [...dashboardStatements, ...shapeStatements, ...valueStatements];

test('N02: honest statements pass and are answered as DuckDB answers them', async (t) => {
  const lab = await openLab(t, { workers: 2 });

  const answers = await Promise.all(
    honestStatements.map(async ([sql]) => [sql, await lab.rows(sql)] as const),
  );

  t.deepEqual(answers, honestStatements);
});

test('N02: the corpus has at least 300 different statements', (t) => {
  const all = [...honestStatements.map(([sql]) => sql), ...compared];

  t.is(new Set(all).size, all.length);
  t.true(all.length >= 300);
});

test('N02: what analysts write passes, with the bytes that a DuckDB without a gate gives', async (t) => {
  const lab = await openLab(t, { workers: 2 });

  const answers = await Promise.all(compared.map((sql) => lab.ask(sql, { format: 'csv', csvRaw: true })));
  const plain = await plainAnswers(lab.folder, compared);

  t.deepEqual(
    answers.map(({ sql, code, rows, told }) => [sql, code === 'ok' ? rows : told]),
    compared.map((sql, index) => [sql, plain[index]]),
  );
});

test('a long chain of unions is no reason for refusal', async (t) => {
  const lab = await openLab(t);

  const rows = await lab.rows(`SELECT count(*) FROM (${'SELECT 1 UNION ALL '.repeat(500)} SELECT 1)`);

  t.deepEqual(rows, [[501]]);
});

test('values are bound by position and by name', async (t) => {
  const lab = await openLab(t);

  const byPosition = await lab.rows('SELECT ?, ? + 1, $1', { params: ["it's", 1] });
  const byNumber = await lab.rows('SELECT id FROM orders WHERE id > $2 AND region = $1', {
    params: ['region 1', 6],
  });
  const byName = await lab.rows('SELECT count(*) FROM orders WHERE last_update > $day LIMIT $n', {
    params: { day: '2026-01-10', n: 1 },
  });

  const request = {
    sql: 'SELECT $day',
    scope: lab.scope,
    limit: 1,
    format: 'json',
    timeoutMs: 60_000,
  } as const;
  await t.throwsAsync(lab.pool.run({ ...request, params: { day: '2026-01-10', month: 1 } }), {
    message: /a value is given for a parameter that is not in it/,
  });
  t.deepEqual(byPosition, [["it's", 2, "it's"]]);
  t.deepEqual(byNumber, [[7], [10]]);
  t.deepEqual(byName, [[3]]);
});

test('a value is never taken for SQL', async (t) => {
  const lab = await openLab(t);

  const rows = await lab.rows('SELECT $1 AS note', { params: ["'; DROP VIEW orders; --"] });

  t.deepEqual(rows, [["'; DROP VIEW orders; --"]]);
});
