import type { ExecutionContext } from 'ava';
import test from 'ava';
import { publishTables, stageTables } from '../../host/extract/take-in-process.ts';
import { crashPoints } from '../support/crash-points.ts';
import { type ModesLab, modesLab, type Read } from './support/modes-lab.ts';
import { dataOf } from './support/stage-lab.ts';

/** Numbers from 0 up to 1 that are the same for the same seed. */
const seeded = (seed: number): (() => number) => {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
};

type Row = Readonly<{ id: number; v: string; seq: number; day: string | null }>;

type Model = Map<number, Row>;

/** One read of a source, and what the table is afterwards. */
const nextRead = (random: () => number, model: Model, step: number): Read => {
  const some = (most: number): number => Math.floor(random() * most);
  const isWhole = random() < 0.15;
  if (isWhole) model.clear();
  const rows = Array.from(
    { length: some(12) },
    (_, index): Row => ({
      id: some(30),
      v: `${step}.${index}`,
      seq: some(4),
      day: random() < 0.1 ? null : `2027-0${1 + some(4)}-01`,
    }),
  );
  const latest = new Map<number, Row>();
  for (const row of rows) if (row.seq >= (latest.get(row.id)?.seq ?? 0)) latest.set(row.id, row);
  for (const [id, row] of latest) model.set(id, row);
  const deletes = isWhole ? [] : Array.from({ length: some(4) }, () => ({ id: String(some(30)) }));
  for (const { id } of deletes) model.delete(Number(id));
  return {
    rows,
    cursorColumn: 'seq',
    ...(isWhole ? { mode: 'replace', lastWins: true } : { mode: 'merge', deletes }),
  };
};

const expected = (model: Model): readonly string[] =>
  [...model.values()].sort((a, b) => a.id - b.id).map((row) => `${row['id']} ${row['v']} ${row['day']}`);

const found = async (lab: ModesLab): Promise<readonly string[]> =>
  (await lab.query('SELECT id, v, day FROM orders ORDER BY id')).map(
    (row) => `${row['id']} ${row['v']} ${row['day']}`,
  );

const history = test.macro({
  title: (_, seed: number, how: string) =>
    `a random history of reads gives the rows of the model: seed ${seed}, ${how}`,
  async exec(t: ExecutionContext, seed: number, how: 'one file' | 'parts') {
    const lab = await modesLab(t);
    const random = seeded(seed);
    const model: Model = new Map();
    const cut = how === 'parts' ? { partition: { column: 'day' } } : {};
    await lab.read({ rows: [], ...cut });

    for (let step = 0; step < 10; step += 1) {
      await lab.read({ ...nextRead(random, model, step), ...cut });

      t.deepEqual(await found(lab), expected(model), `step ${step}`);
    }
  },
});

test(history, 1, 'one file');
test(history, 2, 'parts');
test(history, 3, 'parts');

test('a merge that is killed at any step leaves the old rows or the new ones, and converges when it is read again', async (t) => {
  const lab = await modesLab(t);
  const points = await crashPoints('host/extract/**/*.ts');
  const random = seeded(99);
  const model: Model = new Map();
  const partition = { column: 'day' };
  const start = Array.from({ length: 20 }, (_, id) => ({
    id,
    v: 's',
    seq: 1,
    day: `2027-0${1 + (id % 4)}-01`,
  }));
  for (const row of start) model.set(row.id, row);
  await lab.read({ rows: start, partition });

  for (const [step, crashAt] of points.entries()) {
    const before = expected(model);
    const read = { ...nextRead(random, model, step), partition };
    const table = await lab.input(read);
    const killed = crashAt.startsWith('takein.')
      ? await stageTables({ ...lab.request, tables: [table], crashAt }, new AbortController().signal)
      : await publishTables({ ...lab.publication(dataOf(await lab.stage(read))), crashAt }).catch(String);
    t.regex(JSON.stringify(killed), /take_in_crashed|not published/, crashAt);
    const after = await found(lab);
    t.true(
      [before, expected(model)].some((rows) => rows.join() === after.join()),
      crashAt,
    );

    await lab.read(read);

    t.deepEqual(await found(lab), expected(model), crashAt);
  }
});
