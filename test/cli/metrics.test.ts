import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import test, { type ExecutionContext } from 'ava';
import { sharedPeople } from '../metrics/support/people.ts';
import { tempFolder } from '../support/temp-folder.ts';
import { newMachine } from './run-agnes.ts';

const people = sharedPeople();

/** The machine of the administrator, in a folder with two files of metrics. */
const machineOf = async (t: ExecutionContext) => {
  const { host } = await people();
  const machine = await newMachine(t, host.url);
  machine.env['AGNES_TOKEN'] = await host.token();
  const folder = await tempFolder(t);
  await mkdir(join(folder, 'web'));
  await writeFile(
    join(folder, 'finance.yml'),
    '- {name: revenue, category: finance, tables: [orders], sql: SELECT 1 FROM orders, notes: [Net.]}\n',
  );
  await writeFile(
    join(folder, 'web', 'visits.yaml'),
    'name: visits\ncategory: web\nunit: "#"\nexpression: count(*)\nsql_by_day: SELECT 2\n',
  );
  return { machine, folder };
};

test.serial('a folder is checked here, tried, taken in, listed, shown and deleted', async (t) => {
  const { machine, folder } = await machineOf(t);

  const valid = await machine.run(['metrics', 'validate', folder]);
  const dry = await machine.run(['metrics', 'import', folder, '--dry-run']);
  const before = await machine.json(['metrics', 'list']);
  const taken = await machine.json(['metrics', 'import', folder]);
  const again = await machine.run(['metrics', 'import', folder]);
  const listed = await machine.run(['metrics', 'list', '--category', 'web']);
  const shown = await machine.run(['metrics', 'show', 'web/visits']);
  const gone = await machine.run(['metrics', 'delete', 'web/visits', '--yes']);
  const after = await machine.run(['metrics', 'show', 'web/visits']);

  t.deepEqual([valid.code, valid.stdout], [0, '2 metrics in 2 files are in order.\n']);
  t.regex(
    dry.stdout,
    /finance\/revenue: created \(.*finance\.yml\)\n[\s\S]*2 metrics are in order; nothing was changed\./,
  );
  t.is(before['count'], 0);
  t.like(taken, { ok: true, status: 'imported', count: 2, metrics: { length: 2 }, warnings: [] });
  t.regex(again.stdout, /web\/visits: unchanged/);
  t.regex(listed.stdout, /web\/visits +visits +# +monthly/);
  t.regex(shown.stdout, /^visits \(web\/visits\)\n[\s\S]*\nSQL by_day:\nSELECT 2\n/);
  t.deepEqual([gone.code, gone.stdout], [0, 'web/visits is deleted.\n']);
  t.is(after.code, 8);
});

test.serial('what is exported is taken in again as the same metrics', async (t) => {
  const { machine, folder } = await machineOf(t);
  await machine.run(['metrics', 'import', folder]);
  const before = await machine.json(['metrics', 'list']);
  const out = join(await tempFolder(t), 'copy');

  const exported = await machine.json(['metrics', 'export', '--out', out]);
  const names = await readdir(out, { recursive: true });
  const text = await readFile(join(out, 'web', 'visits.yml'), 'utf8');
  const back = await machine.json(['metrics', 'import', out]);

  t.is(exported['count'], 2);
  t.deepEqual(names.toSorted(), ['finance', 'finance/revenue.yml', 'web', 'web/visits.yml']);
  t.regex(text, /sql_by_day: SELECT 2/);
  t.deepEqual(
    (back['metrics'] as readonly { outcome: string }[]).map(({ outcome }) => outcome),
    ['unchanged', 'unchanged'],
  );
  t.deepEqual((await machine.json(['metrics', 'list']))['metrics'], before['metrics']);
});

test.serial('files that are wrong are told one by one, and nothing of them is sent', async (t) => {
  const { machine, folder } = await machineOf(t);
  await writeFile(
    join(folder, 'wrong.yml'),
    '- {name: a}\n- {name: revenue, category: finance, sql: SELECT 1}\n',
  );

  const valid = await machine.run(['metrics', 'validate', folder]);
  const json = await machine.json(['metrics', 'validate', folder]);
  const sent = await machine.run(['metrics', 'import', folder]);
  const none = await machine.run(['metrics', 'validate', join(folder, 'nobody.yml')]);
  const empty = await machine.run(['metrics', 'validate', await tempFolder(t)]);
  const odd = await machine.run(['metrics', 'show', 'revenue']);

  t.is(valid.code, 2);
  t.regex(valid.stdout, /wrong\.yml: line 1: #1, category: is missing\n/);
  t.regex(valid.stdout, /wrong\.yml: finance\/revenue, name: is in .*finance\.yml, too\n/);
  t.like(json, { ok: false, count: 3, error: { code: 'metrics_invalid' } });
  t.is(sent.code, 2);
  t.regex(sent.stderr, /nothing is sent/);
  t.deepEqual([none.code, empty.code, odd.code], [2, 2, 2]);
  t.regex(odd.stderr, /category\/name/);
});
