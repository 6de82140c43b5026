import { mkdir, mkdtemp, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import test from 'ava';
import { configChecks } from '../../host/app/author/config-checks.ts';
import { FixtureServer } from '../../host/app/author/fixture-server.ts';
import { readFixtures } from '../../host/app/author/fixtures.ts';
import { type KitCheck, runChecks } from '../../host/app/author/kit.ts';
import { migrationChecks } from '../../host/app/author/migration-checks.ts';
import { openPlugin } from '../../host/app/author/open-plugin.ts';
import { resumeChecks } from '../../host/app/author/resume-checks.ts';
import { Stage } from '../../host/app/author/stage.ts';
import { storeTree } from '../../host/kernel/plugin-store.ts';
import { tempFolder } from '../support/temp-folder.ts';
import { made } from './support/new-plugin-folder.ts';

const put = async (folder: string, files: Readonly<Record<string, unknown>>): Promise<void> => {
  for (const [path, value] of Object.entries(files)) {
    await mkdir(dirname(join(folder, path)), { recursive: true });
    await writeFile(join(folder, path), JSON.stringify(value));
  }
};

const withManifest = async (folder: string, more: object): Promise<void> => {
  const text = await readFile(join(folder, 'agnes.plugin.json'), 'utf8');
  await put(folder, { 'agnes.plugin.json': { ...JSON.parse(text), ...more } });
};

const faultsOf = async (checks: readonly KitCheck[]) =>
  (await runChecks(checks, [])).flatMap(({ faults = [] }) => faults);

test('settings that older versions left are brought to the schema by the files that the manifest names', async (t) => {
  const folder = await made(t, 'skill');
  const days = { type: 'integer', minimum: 1, title: 'Days' };
  const schema = { type: 'object', additionalProperties: false, required: ['days'], properties: { days } };
  const migrations = [{ from: 1, to: 2, file: 'steps/first.json' }];
  await withManifest(folder, { config: { version: 2, schema, migrations } });
  await put(folder, {
    'steps/first.json': { up: [{ move: '/period', to: '/days' }] },
    'fixtures/settings/1.json': { period: 3 },
  });
  const good = await openPlugin(folder);
  t.deepEqual(await faultsOf([...configChecks(good), ...migrationChecks(good)]), []);

  await put(folder, {
    'fixtures/settings/1-none.json': { period: 0, colour: 'red' },
    'fixtures/settings/2.json': {},
  });
  t.deepEqual(await faultsOf(migrationChecks(await openPlugin(folder))), [
    'fixtures/settings/2.json is of no older version: this one counts 2',
    'fixtures/settings/1-none.json comes to settings with /colour "colour" is not a known key',
    'fixtures/settings/1-none.json comes to settings with /days must be >= 1',
  ]);
});

test('states that older versions left come back as they were, and are read on from', async (t) => {
  const folder = await made(t, 'connector');
  const migrations = [{ from: 1, to: 2, file: 'config/state/1-2.json' }];
  await withManifest(folder, { state: { version: 2, reversible: true, migrations } });
  const steps = { up: [{ move: '/at', to: '/seen' }], down: [{ move: '/seen', to: '/at' }] };
  await put(folder, { 'config/state/1-2.json': steps });
  const missing = await faultsOf(migrationChecks(await openPlugin(folder)));

  await put(folder, {
    'fixtures/state/1.json': { t1: { at: '2027-01-01' } },
    'fixtures/state/1-lost.json': { elsewhere: { at: 1, seen: 2 } },
  });
  const plugin = await openPlugin(folder);
  const told = await faultsOf(migrationChecks(plugin));

  t.deepEqual(missing, ['fixtures/state/1.json is missing: what version 1 left']);
  t.deepEqual(told, ['fixtures/state/1-lost.json is another when it has gone there and back']);
  const work = await mkdtemp(join(await tempFolder(t), 'stage-'));
  const fixtures = await readFixtures(plugin);
  const [connector] = plugin.manifest.contributes.connectors ?? [];
  if (!fixtures || !connector) return t.fail('the template of connectors has fixtures');
  await using server = await FixtureServer.start(plugin.manifest, fixtures);
  const stored = await storeTree(plugin.tree, join(work, 'store'));
  const stage = new Stage({ plugin, connector, fixtures, server, stored, work });
  const rule = resumeChecks(stage).filter(({ title }) => title.startsWith('a run goes on from what'));
  t.deepEqual(await faultsOf(rule), ['fixtures/state/1-lost.json: no table of the fixtures is in it']);
});
