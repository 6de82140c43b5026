import { mkdir, readdir, stat, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import test, { type ExecutionContext } from 'ava';
import { heldBelow } from '../../host/kernel/connector-run-folder.ts';
import { checkOutput } from '../../host/kernel/connector-run-limits.ts';
import { startUpstream } from '../fixtures/broker/upstream.ts';
import { orderFor, type Ran, run } from '../fixtures/connector-run/run.ts';
import { likeWhole } from '../support/like-whole.ts';
import { tempFolder } from '../support/temp-folder.ts';

test('a link in a folder that a run may read ends the run before it starts', async (t) => {
  const granted = await tempFolder(t);
  await mkdir(join(granted, 'deep'));
  await symlink('/etc/passwd', join(granted, 'deep', 'link'));

  const { outcome, staging } = await run(t, {
    entry: 'scripted.ts',
    config: { script: [{ type: 'columns', table: 'table', columns: [{ name: 'a', type: 'BIGINT' }] }] },
    readable: [granted],
  });

  likeWhole(t, outcome, { ok: false, error: { code: 'link_refused' }, tables: [{ status: 'failed' }] });
  t.regex(outcome.error?.message ?? '', /deep\/link/);
  t.deepEqual(await readdir(staging), []);
});

test('T140: a link amid what a source keeps ends the run before it starts', async (t) => {
  const kept = await tempFolder(t);
  await mkdir(join(kept, 'raw', 'issues'), { recursive: true });
  for (const name of ['A-1', 'A-2', 'A-3']) await writeFile(join(kept, 'raw', 'issues', name), name);
  const script = [{ type: 'columns', table: 'table', columns: [{ name: 'a', type: 'BIGINT' }] }];

  const clean = await run(t, { entry: 'scripted.ts', config: { script }, kept });
  await symlink('/etc/passwd', join(kept, 'raw', 'issues', 'A-4'));
  const planted = await run(t, { entry: 'scripted.ts', config: { script }, kept });

  t.true(clean.outcome.ok);
  likeWhole(t, planted.outcome, {
    ok: false,
    error: { code: 'link_refused' },
    tables: [{ status: 'failed' }],
  });
});

test('of what a source keeps only what was written since then is counted', async (t) => {
  const kept = await tempFolder(t);
  await mkdir(join(kept, 'deep'));
  const file = join(kept, 'deep', 'file');
  await writeFile(file, 'twelve bytes');
  const { ctimeMs } = await stat(file);

  const before = await heldBelow(kept);
  t.is(before.bytes, 12);
  t.is((await heldBelow(kept, ctimeMs)).bytes, 12);
  t.is((await heldBelow(kept, ctimeMs + 1)).bytes, 0);
  t.deepEqual(await heldBelow(file), { bytes: 12, entries: 1 });
  t.deepEqual(await heldBelow(join(kept, 'nothing')), { bytes: 0, entries: 0 });
  await mkdir(join(kept, 'empty', 'empty'), { recursive: true });
  t.deepEqual(await heldBelow(kept), { bytes: 12, entries: before.entries + 2 });
});

test('F13: files that hold nothing are counted, and a run that writes them without end is stopped', async (t) => {
  const staging = await tempFolder(t);
  const order = orderFor({ entry: 'scripted.ts' }, staging);
  const names = Array.from({ length: 40_000 }, (_, index) => join(staging, String(index)));
  await Promise.all(names.map((name) => writeFile(name, '')));
  await t.notThrowsAsync(checkOutput(order));

  await mkdir(join(staging, 'one more'));

  await t.throwsAsync(checkOutput(order), {
    code: 'output_limit',
    message: /more than 40000 files and folders/,
  });
});

const runThatPlants = async (t: ExecutionContext, place: 'granted' | 'staging'): Promise<Ran> => {
  const folders = { granted: await tempFolder(t), staging: await tempFolder(t) };
  const { origin } = await startUpstream(t, async (_request, response) => {
    await symlink('/etc/passwd', join(folders[place], 'planted'));
    response.end();
  });
  return run(t, {
    entry: 'reach.ts',
    staging: folders.staging,
    readable: [folders.granted],
    config: { urls: [origin] },
    capabilities: { network: [{ config: 'urls', why: 'to read it' }] },
    privateAllowed: ['127.0.0.1'],
  });
};

test('a link that appears while the run goes on ends the run', async (t) => {
  const granted = await runThatPlants(t, 'granted');
  const staging = await runThatPlants(t, 'staging');

  likeWhole(t, granted.outcome, {
    ok: false,
    error: { code: 'link_refused' },
    tables: [{ status: 'failed' }],
  });
  likeWhole(t, staging.outcome, {
    ok: false,
    error: { code: 'link_refused' },
    tables: [{ status: 'failed' }],
  });
});

test('a folder is granted by its real path only', async (t) => {
  const real = await tempFolder(t);
  const link = join(await tempFolder(t), 'link');
  await symlink(real, link);

  const { outcome } = await run(t, { entry: 'scripted.ts', readable: [link] });

  t.like(outcome.error, { code: 'folder_refused', class: 'ConfigError' });
});

test('a path with a star is no folder: the grant would hold for all that begins like it', async (t) => {
  const folder = join(await tempFolder(t), 'a*b');
  await mkdir(folder);

  const { outcome } = await run(t, { entry: 'scripted.ts', readable: [folder] });

  t.like(outcome.error, { code: 'folder_refused' });
});

test('a relative path is no folder', async (t) => {
  const { outcome } = await run(t, { entry: 'scripted.ts', readable: ['somewhere'] });

  t.like(outcome.error, { code: 'folder_refused' });
});
