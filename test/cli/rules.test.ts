import { lstat, mkdir, readdir, readFile, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import test from 'ava';
import { likeWhole } from '../support/like-whole.ts';
import { tempFolder } from '../support/temp-folder.ts';
import { newMachine } from './run-agnes.ts';
import { json, problem, startStandIn } from './stand-in.ts';

const rule = (id: string, title: string, content: string) => ({
  ...{ id: `km_${id.repeat(12).slice(0, 12)}`, title, content },
  ...{ domain: 'finance', category: 'business_logic' },
});

const bundleOf = (mandatory: readonly object[], approved: readonly object[] = [], fields: object = {}) =>
  json({ mandatory, approved, token_estimate: 10, token_budget: 6000, over_budget: false, ...fields });

test('rules come as a file for each that is mandatory and one for the rest; stale ones go, others stay', async (t) => {
  const server = await startStandIn(t);
  const machine = await newMachine(t, server.url);
  const rules = machine.path('.claude', 'rules');
  const first = bundleOf(
    [rule('a', 'Net', 'No tax.'), rule('b', 'Gone', 'x')],
    [rule('c', 'Fact', 'It is.')],
  );
  server.answers.set('GET /api/memory/bundle', first);

  const made = await machine.json(['rules', 'sync']);
  await writeFile(join(rules, 'mine.md'), 'mine');
  await writeFile(join(rules, 'km_notes.md'), 'mine, too');
  await writeFile(join(rules, `km_${'a'.repeat(12)}.md.7.tmp`), 'what a crash left');
  server.answers.set('GET /api/memory/bundle', bundleOf([rule('a', 'Net', 'No tax.')]));
  const changed = await machine.json(['rules', 'sync']);

  t.deepEqual(made['written'], ['km_aaaaaaaaaaaa.md', 'km_bbbbbbbbbbbb.md', 'km_approved.md']);
  t.like(changed, { written: [], unchanged: 1 });
  t.deepEqual((changed['removed'] as string[]).toSorted(), [
    'km_aaaaaaaaaaaa.md.7.tmp',
    'km_approved.md',
    'km_bbbbbbbbbbbb.md',
  ]);
  t.deepEqual((await readdir(rules)).toSorted(), ['km_aaaaaaaaaaaa.md', 'km_notes.md', 'mine.md']);
  const text = await readFile(join(rules, 'km_aaaaaaaaaaaa.md'), 'utf8');
  t.is(
    text,
    '<!-- Written by `agnes rules sync`, over whatever stands here. -->\n\n# Net\n\nMandatory in this company (finance, business_logic).\n\nNo tax.\n',
  );
});

test('an item that is named like a path is no file', async (t) => {
  const server = await startStandIn(t);
  const machine = await newMachine(t, server.url);
  const evil = ['../../evil', 'km_../../../../e', 'mine', 7].map((id) => ({ id, title: 'x', content: 'x' }));
  server.answers.set('GET /api/memory/bundle', bundleOf(evil, evil));

  t.like(await machine.json(['rules', 'sync']), { written: [], removed: [], unchanged: 0 });
  t.deepEqual(await readdir(machine.path('.claude', 'rules')), []);
});

test('a folder of rules that leads elsewhere is refused, and a file that does is replaced', async (t) => {
  const server = await startStandIn(t);
  const machine = await newMachine(t, server.url);
  const elsewhere = await tempFolder(t);
  server.answers.set('GET /api/memory/bundle', bundleOf([rule('a', 'Net', 'No tax.')]));
  await mkdir(machine.path('.claude'), { recursive: true });
  await symlink(elsewhere, machine.path('.claude', 'rules'));

  const refused = await machine.run(['rules', 'sync', '--json']);

  t.is(refused.code, 1);
  t.like(JSON.parse(refused.stdout), { ok: false, error: { code: 'rules_folder_unsafe' } });
  t.deepEqual(await readdir(elsewhere), []);

  const other = await newMachine(t, server.url);
  const target = join(elsewhere, 'target');
  await writeFile(target, 'precious');
  await mkdir(other.path('.claude', 'rules'), { recursive: true });
  const link = other.path('.claude', 'rules', 'km_aaaaaaaaaaaa.md');
  await symlink(target, link);
  await other.json(['rules', 'sync']);

  t.is(await readFile(target, 'utf8'), 'precious');
  t.true((await lstat(link)).isFile());
});

test('a sync brings the rules; what fails there is a warning, and an older server is none', async (t) => {
  const server = await startStandIn(t);
  const machine = await newMachine(t, server.url);
  const path = 'GET /api/memory/bundle';

  server.answers.set(path, bundleOf([rule('a', 'Net', 'No tax.')], [], { over_budget: true }));
  const brought = await machine.run(['sync', '--json']);
  server.answers.set(path, problem(500));
  const failed = await machine.run(['sync']);
  server.answers.delete(path);
  const older = await machine.run(['sync']);

  likeWhole(t, JSON.parse(brought.stdout), {
    ok: true,
    rules: { written: ['km_aaaaaaaaaaaa.md'], removed: [] },
  });
  t.regex(brought.stderr, /mandatory takes about 10 tokens, more than the 6000/);
  t.is(failed.code, 0);
  t.regex(failed.stderr, /The rules were not brought/);
  t.deepEqual([older.code, older.stderr], [0, '']);
  t.deepEqual(await readdir(machine.path('.claude', 'rules')), ['km_aaaaaaaaaaaa.md']);
});

test('a folder of profiles that leads elsewhere is refused, and what lies there stays', async (t) => {
  const server = await startStandIn(t);
  const machine = await newMachine(t, server.url);
  const elsewhere = await tempFolder(t);
  server.answers.set('GET /api/memory/bundle', bundleOf([]));
  server.answers.set('GET /api/catalog/tables', json({ tables: [], count: 0 }));
  await writeFile(join(elsewhere, 'precious.json'), '{}');
  await mkdir(machine.path('server', 'metadata'), { recursive: true });
  await symlink(elsewhere, machine.path('server', 'metadata', 'profiles'));

  t.like(await machine.json(['sync', '--docs-only']), {
    ok: false,
    error: { code: 'profiles_folder_unsafe' },
  });
  t.deepEqual(await readdir(elsewhere), ['precious.json']);
});

test('what agents go by is listed with what it takes', async (t) => {
  const server = await startStandIn(t);
  const machine = await newMachine(t, server.url);
  server.answers.set(
    'GET /api/memory/bundle',
    bundleOf([rule('a', 'Net\u001b[31m', 'x')], [rule('b', 'B', 'x')]),
  );

  const { stdout } = await machine.run(['rules', 'list']);

  t.regex(stdout, /mandatory +km_a{12} +finance +business_logic +Net\n/);
  t.regex(stdout, /About 10 of 6000 tokens\.\n$/);
});
