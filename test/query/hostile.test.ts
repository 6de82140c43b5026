import test from 'ava';
import { corpusIn, hostileCorpus } from './support/hostile/corpus.ts';
import { filesIn, leaksIn, plantCanaries } from './support/leaks.ts';
import { canaries, type Outcome, openLab, viewsOf } from './support/query-lab.ts';

const told = ({ sql, rows, told: text }: Outcome) => ({ sql, text: `${rows} ${text}` });

/** What those who were granted nothing must not see either. */
const grantedWords = ['last_update', 'region 1', 'name 1'];

test('the corpus of hostile statements has at least 400 different ones', (t) => {
  t.true(new Set(hostileCorpus.map(([sql]) => sql)).size >= 400);
  t.is(new Set(hostileCorpus.map(([sql]) => sql)).size, hostileCorpus.length);
});

test('T01–T22: no hostile statement leaks a name, value or path, or writes a byte', async (t) => {
  const lab = await openLab(t, { workers: 2 });
  const corpus = corpusIn(lab.folder);
  await lab.rows('SELECT 1');
  await plantCanaries(lab.folder);
  const before = await filesIn(lab.folder);

  const outcomes = await Promise.all(corpus.map(([sql]) => lab.ask(sql)));

  t.deepEqual(
    outcomes.map(({ sql, code }) => `${code}: ${sql}`),
    corpus.map(([sql, code]) => `${code}: ${sql}`),
  );
  t.deepEqual(outcomes.map(told).flatMap(leaksIn([...canaries, lab.folder])), []);
  t.deepEqual(await filesIn(lab.folder), before);
  t.deepEqual(await lab.rows('SELECT count(*) FROM orders'), [[12]]);
});

test('T01–T22: who was granted nothing learns nothing from any of them', async (t) => {
  const lab = await openLab(t, { workers: 2 });
  const scope = viewsOf(lab.folder, []);
  const corpus = corpusIn(lab.folder);
  await lab.rows('SELECT 1');
  await plantCanaries(lab.folder);
  const before = await filesIn(lab.folder);

  const outcomes = await Promise.all(corpus.map(([sql]) => lab.ask(sql, { scope })));

  const harmless = new Set(corpus.filter(([, code]) => code === 'ok').map(([sql]) => sql));
  t.deepEqual(
    outcomes.filter(({ sql, code }) => code === 'ok' && !harmless.has(sql)),
    [],
  );
  t.deepEqual(outcomes.map(told).flatMap(leaksIn([...canaries, ...grantedWords, lab.folder])), []);
  t.deepEqual(await filesIn(lab.folder), before);
  t.deepEqual(await lab.rows('SELECT count(*) FROM orders'), [[12]]);
});
