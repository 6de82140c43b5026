import { type ChildProcess, spawn } from 'node:child_process';
import { cp, mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { ExecutionContext } from 'ava';
import test from 'ava';
import type { KitResult } from '../../host/app/author/kit.ts';
import { testPlugin } from '../../host/app/author/test-plugin.ts';
import { tempFolder } from '../support/temp-folder.ts';

const sample = fileURLToPath(new URL('../fixtures/plugins/extracts', import.meta.url));

/** A connector that opens DuckDB, with what the kit asks of its folder, and the files that it reads. */
const extracts = async (t: ExecutionContext, how = 'well', skip: readonly string[] = []): Promise<string> => {
  const folder = join(await tempFolder(t), 'extracts');
  await cp(sample, folder, { recursive: true });
  await mkdir(join(folder, 'fixtures/files'), { recursive: true });
  const csv = 'id,total\n1,10\n2,20\n';
  for (const name of ['orders.csv', 'native.csv']) await writeFile(join(folder, 'fixtures/files', name), csv);
  const tables = Object.entries({ orders: 'orders.csv', inside: 'native.csv' }).map(
    ([name, sourceTable]) => ({
      plan: { id: `t-${name}`, name, sourceTable, primaryKey: ['id'] },
      columns: ['id', 'total'],
      rows: 2,
    }),
  );
  const fixtures = {
    config: { folder: '{files}', how, token_env: 'LAB_TOKEN' },
    tables,
    skip: skip.map((check) => ({ check, bypass_reason: 'Another test is about that.' })),
  };
  await writeFile(join(folder, 'fixtures.json'), JSON.stringify(fixtures));
  await writeFile(join(folder, 'README.md'), '# Extracts\n');
  await writeFile(join(folder, 'CHANGELOG.md'), '## 1.0.0\n');
  const manifest = join(folder, 'agnes.plugin.json');
  const titled = (await readFile(manifest, 'utf8'))
    .replaceAll('"type": "string"', '"type": "string", "title": "Setting"')
    .replace('"token_env": { ', '"token_env": { "format": "secret", ')
    .replace('"contributes"', '"license": "MIT", "contributes"');
  await writeFile(manifest, titled);
  return folder;
};

/** A rule that goes by the clock, which says little on a machine that is busy. */
const byClock = 'a run that is told to end does so within five seconds';

/** Rules that cost a run each. */
const skipped = [
  byClock,
  'a run that goes on from the state of the last one comes to the same rows',
  'after a run that was killed the next one comes to the same rows',
  'what it prints does no harm',
];

/** What else this process has started. */
const bystander = (t: ExecutionContext): ChildProcess => {
  const child = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1e9)'], { stdio: 'ignore' });
  t.teardown(() => child.kill());
  return child;
};

const resultsOf = async (folder: string) => {
  const { data } = await testPlugin({ folder });
  const results = data['checks'] as readonly KitResult[];
  return (status: KitResult['status']) =>
    results
      .filter((result) => result.status === status)
      .map(({ check, faults = [], reason }) => [check, ...faults, ...(reason ? [reason] : [])]);
};

/** The same, with the value of its secret in a column of the table that it leaves inside its extract. */
const leaky = async (t: ExecutionContext): Promise<string> => {
  const folder = await extracts(t, 'well', [byClock]);
  const entry = join(folder, 'index.ts');
  const code = (await readFile(entry, 'utf8'))
    .replace('AS FROM read_csv(', "AS SELECT *, '${token}' AS word FROM read_csv(")
    .replace("how === 'nothing'", "(token = secrets['token_env']?.reveal() ?? '') === 'nothing'");
  await writeFile(entry, `${code}\nlet token = '';\n`);
  return folder;
};

test.serial('what a connector leaves that opens DuckDB is held to the same rules, row by row', async (t) => {
  const told = await resultsOf(await leaky(t));

  t.deepEqual(told('failed'), [
    ['every table is read, with its columns and all of its rows', '"inside" has the columns id, total, word'],
    ['the secret is in no message, log, error, row or file', 'a file that it leaves holds the secret'],
  ]);
  const own = 'what DuckDB or the plugin connects to by itself, no server of the kit stands in for';
  const unlooked = told('skipped');
  t.deepEqual(
    unlooked.filter(([check, reason]) => reason !== own && check !== byClock),
    [
      ['times are told in UTC', 'parquet holds times without a zone'],
      ['how far it has come never goes back', 'no table of it has a state'],
      ['behind a state of the future there is nothing', 'no table of it has a state'],
    ],
  );
  t.is(unlooked.length, 11);
});

test.serial('an extract against its contract breaks a rule that says what a host refuses', async (t) => {
  const told = await resultsOf(await extracts(t, 'lies', skipped));

  t.deepEqual(told('failed').at(-1), [
    'the extract that it leaves is as the contract says',
    '"orders" is refused: _meta says 99 rows, the files hold 2 (row_count)',
    '"inside" is refused: _meta says 99 rows, the files hold 2 (row_count)',
  ]);
});

test.serial('a run that is killed by the kit ends its own child and nobody else', async (t) => {
  const other = bystander(t);

  const told = await resultsOf(await extracts(t, 'well', [byClock, 'a run leaves no process behind']));

  t.deepEqual(told('failed'), []);
  t.true(told('passed').flat().includes('after a run that was killed the next one comes to the same rows'));
  t.deepEqual([other.exitCode, other.signalCode], [null, null]);
});
