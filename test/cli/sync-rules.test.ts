import { readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import test, { type ExecutionContext } from 'ava';
import { tempFolder } from '../support/temp-folder.ts';
import { type Machine, newMachine } from './run-agnes.ts';
import { json, offerRules, problem, rulesRequest, type StandIn, startStandIn } from './stand-in.ts';

const manifestRequest = 'GET /api/sync/manifest';

const rule = (letter: string, content: string) => ({
  ...{ id: `km_${letter.repeat(12)}`, title: 'Net', content },
  ...{ domain: null, category: null },
});

/** A machine that has synced the rules `r1`: one file. */
const synced = async (t: ExecutionContext): Promise<{ server: StandIn; machine: Machine }> => {
  const server = await startStandIn(t);
  offerRules(server, 'r1', [rule('a', 'No tax.')]);
  const machine = await newMachine(t, server.url);
  await machine.json(['sync']);
  server.requests.length = 0;
  return { server, machine };
};

/** What one more sync asks for, and what it says of rules. */
const again = async ({ server, machine }: { server: StandIn; machine: Machine }) => {
  server.requests.length = 0;
  const { rules } = await machine.json(['sync']);
  return { requests: [...server.requests], rules };
};

test('rules are asked for again when the manifest names others, and then no more', async (t) => {
  const both = await synced(t);
  const same = await again(both);
  offerRules(both.server, 'r2', [rule('b', 'No tax.')]);

  const changed = await again(both);
  const after = await again(both);

  t.deepEqual(same, { requests: [manifestRequest], rules: { written: [], removed: [] } });
  t.deepEqual(changed, {
    requests: [manifestRequest, rulesRequest],
    rules: { written: [`km_${'b'.repeat(12)}.md`], removed: [`km_${'a'.repeat(12)}.md`] },
  });
  t.deepEqual(after.requests, [manifestRequest]);
});

test('rules that somebody changed, removed, added or led elsewhere come again, although the server has nothing new', async (t) => {
  const both = await synced(t);
  const folder = both.machine.path('.claude', 'rules');
  const [name] = await readdir(folder);
  const path = `${folder}/${name}`;
  const right = await readFile(path, 'utf8');
  const elsewhere = `${await tempFolder(t)}/same.md`;
  await writeFile(elsewhere, right);
  const spoilers = [
    () => writeFile(path, 'Tax.'),
    () => rm(path),
    () => rm(folder, { recursive: true }),
    () => rm(path).then(() => symlink(elsewhere, path)),
    () => writeFile(`${folder}/km_${'f'.repeat(12)}.md`, 'Of yesterday.'),
  ];

  for (const [index, spoil] of spoilers.entries()) {
    await spoil();
    const mended = await again(both);
    const after = await again(both);

    t.deepEqual(mended.requests, [manifestRequest, rulesRequest], `${index}`);
    t.deepEqual(after.requests, [manifestRequest], `${index}`);
    t.deepEqual(await readdir(folder), [name]);
    t.is(await readFile(path, 'utf8'), right);
  }
});

test('what is none of ours beside the rules asks for nothing', async (t) => {
  const both = await synced(t);
  await writeFile(both.machine.path('.claude', 'rules', 'mine.md'), 'Mine.');

  t.deepEqual((await again(both)).requests, [manifestRequest]);
});

test('rules that did not come are asked for by the next sync, and so are those that changed in between', async (t) => {
  const both = await synced(t);
  offerRules(both.server, 'r2', [rule('b', 'No tax.')]);
  both.server.answers.set(rulesRequest, problem(500));
  await both.machine.run(['sync']);

  // The manifest says `r2`, the rules are `r3` already.
  both.server.answers.set(rulesRequest, json({ mandatory: [rule('c', 'x')], approved: [], hash: 'r3' }));
  const newer = await again(both);
  offerRules(both.server, 'r2', [rule('b', 'No tax.')]);
  const back = await again(both);
  const after = await again(both);

  t.deepEqual(
    [newer.requests, back.requests],
    [
      [manifestRequest, rulesRequest],
      [manifestRequest, rulesRequest],
    ],
  );
  t.deepEqual(back.rules, { written: [`km_${'b'.repeat(12)}.md`], removed: [`km_${'c'.repeat(12)}.md`] });
  t.deepEqual(after.requests, [manifestRequest]);
});

test('a server that says nothing of rules in its manifest is asked each time', async (t) => {
  const both = await synced(t);
  both.server.assets.clear();

  t.deepEqual((await again(both)).requests, [manifestRequest, rulesRequest]);
  t.deepEqual((await again(both)).requests, [manifestRequest, rulesRequest]);
});

test('setup brings the rules with its first sync', async (t) => {
  const server = await startStandIn(t);
  offerRules(server, 'r1', [rule('a', 'No tax.')]);
  const machine = await newMachine(t, server.url);

  const stepOf = async () => {
    const { steps } = await machine.json(['setup']);
    return (steps as readonly { step: string; state: string }[]).find(({ step }) => step === 'sync')?.state;
  };
  const states = [await stepOf(), await stepOf()];

  t.deepEqual(await readdir(machine.path('.claude', 'rules')), [`km_${'a'.repeat(12)}.md`]);
  t.deepEqual(states, ['changed', 'unchanged']);
});

test('--quiet says one line, and fails with 1 when the manifest cannot be had', async (t) => {
  const server = await startStandIn(t);
  const machine = await newMachine(t, server.url);
  const good = await machine.run(['sync', '--quiet']);
  server.answers.set(manifestRequest, problem(503));

  const bad = await machine.run(['sync', '--quiet']);

  t.like(good, { code: 0, stdout: '' });
  t.regex(good.stderr, /^0 downloaded [^\n]*\n$/);
  t.like(bad, { code: 1, stdout: '' });
  t.regex(bad.stderr, /^Error: The sync failed: [^\n]*\n$/);
});
