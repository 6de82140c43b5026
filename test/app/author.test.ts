import { readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import test from 'ava';
import type { AuthorRequest } from '../../host/app/author/answer.ts';
import { explainPlugin } from '../../host/app/author/explain-plugin.ts';
import { type KitResult, runChecks } from '../../host/app/author/kit.ts';
import { newPlugin } from '../../host/app/author/new-plugin.ts';
import { openPlugin } from '../../host/app/author/open-plugin.ts';
import { ownChecks } from '../../host/app/author/own-tests.ts';
import { packPlugin } from '../../host/app/author/pack-plugin.ts';
import { testPlugin } from '../../host/app/author/test-plugin.ts';
import { likeWhole } from '../support/like-whole.ts';
import { tempFolder } from '../support/temp-folder.ts';
import { made } from './support/new-plugin-folder.ts';

const edit = async (path: string, change: (text: string) => string): Promise<void> =>
  writeFile(path, change(await readFile(path, 'utf8')));

const failuresOf = async (folder: string): Promise<readonly string[]> => {
  const { data } = await testPlugin({ folder });
  const results = data['checks'] as readonly KitResult[];
  return results.filter(({ status }) => status === 'failed').map(({ check }) => check);
};

for (const words of ['connector', 'connector push', 'auth', 'resource-type', 'skill', 'service', 'hook']) {
  test.serial(`a new plugin of the kind ${words} keeps every rule, under its own name`, async (t) => {
    const [kind = '', mode] = words.split(' ');
    const folder = await made(t, kind, mode);

    const { data, failure } = await testPlugin({ folder });

    t.is(failure, undefined, JSON.stringify(data));
    t.is(data['id'], 'acme/lanterns');
    t.notRegex(
      await readFile(join(folder, 'agnes.plugin.json'), 'utf8'),
      /[Ss]ample|[Cc]alendar"|acme\/parcels/,
    );
  });
}

test.serial('the kit names what is wrong in the folder, in the settings and in what is read', async (t) => {
  const folder = await made(t, 'connector');
  await writeFile(join(folder, 'package.json'), '{"scripts":{"postinstall":"true"}}');
  await writeFile(join(folder, 'CHANGELOG.md'), '# Changelog\n');
  await edit(join(folder, 'settings.ts'), (text) =>
    text.replace('last_year: T', 'api_key: Type.Optional(Type.String()), last_year: T'),
  );
  await packPlugin({ folder }).catch(() => undefined);
  await edit(join(folder, 'connector.ts'), (text) =>
    text
      .replace("sourceTable: 'days',", 'sourceTable: `days-${Math.random()}`,')
      .replace('rows: daysOf(year)', 'rows: [...daysOf(year), ...daysOf(year)]')
      .replace('last_year < first_year', 'last_year < 0'),
  );
  await rm(join(folder, 'connector.test.ts'));

  t.deepEqual(await failuresOf(folder), [
    'nothing runs when it is installed',
    'CHANGELOG.md has an entry for this version',
    'every setting has a label',
    'every setting whose name sounds like a secret is one',
    'settings that are wrong are told as such, within ten seconds',
    'what there is is listed the same each time, under names that SQL takes',
    'every table is read, with its columns and all of its rows',
    'no primary key is empty, and none comes twice',
  ]);
});

const answered =
  'every hook that it taps is answered in time, as the hook wants it, and without a change to what it gets';

test.serial('a hook that leaves a timer in the host, or does not start there, is named', async (t) => {
  const folder = await made(t, 'hook');
  await rm(join(folder, 'hook.test.ts'));
  const hook = join(folder, 'hook.ts');
  await edit(hook, (text) =>
    text.replace("    tap('before", "    setTimeout(() => {}, 3_000);\n    tap('before"),
  );
  const rule = 'it starts inside a host, and leaves nothing there when it ends';
  t.deepEqual(await failuresOf(folder), [rule, answered]);

  await edit(hook, (text) => text.replace("tap('beforeExtract'", "tap('afterRebuild'"));
  t.deepEqual(await failuresOf(folder), [rule, answered]);
});

test.serial('a check is left out with a reason only, and a skip of nothing is a fault', async (t) => {
  const folder = await made(t, 'connector');
  const skips = (skip: readonly unknown[]) =>
    edit(join(folder, 'fixtures.json'), (text) => JSON.stringify({ ...JSON.parse(text), skip }));
  await skips([{ check: 'what it prints does no harm' }]);
  await t.throwsAsync(testPlugin({ folder }), { message: /"bypass_reason" is missing/ });
  await rm(join(folder, 'connector.test.ts'));
  await skips([
    { check: 'what it prints does no harm', bypass_reason: 'It is looked at elsewhere.' },
    { check: 'all is well', bypass_reason: 'It is looked at elsewhere.' },
  ]);

  const { data } = await testPlugin({ folder });

  const results = data['checks'] as readonly KitResult[];
  t.deepEqual(
    results.filter(({ status }) => status !== 'passed').map(({ status, check }) => [status, check]),
    [
      ['skipped', 'what it prints does no harm'],
      ['failed', 'every skip names a check'],
    ],
  );
});

test('packing writes the settings into the manifest, and refuses what breaks a rule of archives', async (t) => {
  const folder = await made(t, 'hook');
  await edit(join(folder, 'settings.ts'), (text) => text.replace('minimum: 1,', 'minimum: 7,'));

  const packed = await packPlugin({ folder });

  const { config } = JSON.parse(await readFile(join(folder, 'agnes.plugin.json'), 'utf8'));
  t.is(config.schema.properties.most_rows.minimum, 7);
  t.true(packed.data['wrote_manifest']);
  await rm(join(folder, 'README.md'));
  await t.throwsAsync(packPlugin({ folder }), { message: /README\.md is missing/ });
  await edit(join(folder, 'agnes.plugin.json'), (text) => text.replace('"description"', '"descriptoin"'));
  await t.throwsAsync(packPlugin({ folder }), { message: /did you mean "description"/ });
});

test('a host is explained: what it would load, how it confines it, and what it would refuse', async (t) => {
  const connector = await explainPlugin({ folder: await made(t, 'connector') });
  const hook = await explainPlugin({ folder: await made(t, 'hook') });

  t.like(connector.data, { loads: true, confinement: { level: 'confined' } });
  likeWhole(t, hook.data, {
    loads: false,
    refused: { code: 'needs_host_process' },
    loads_with: ['process:host'],
  });
  t.true(hook.text?.includes('Loads once an administrator has installed it and approved process:host.'));
  t.true(hook.text?.includes('Brings hooks: beforeExtract'));
  t.true(hook.text?.includes('Asks for process (host true): It is asked before every run, inside the host.'));
});

test('a new plugin overwrites nothing, and has a name that fits', async (t) => {
  const folder = await made(t, 'skill');
  const asked = (request: Partial<AuthorRequest>) =>
    newPlugin({ folder, kind: 'skill', id: 'acme/lanterns', ...request });

  await t.throwsAsync(asked({}), { code: 'folder_taken' });
  const below = join(folder, 'README.md', 'below');
  await t.throwsAsync(asked({ folder: below }), { code: 'folder_not_made', message: /ENOTDIR/ });
  // Folders in which nobody can make one, whatever they say.
  for (const nowhere of ['/proc/lanterns', '/proc/lanterns/below'])
    await t.throwsAsync(asked({ folder: nowhere }), { code: 'folder_not_made' }, nowhere);
  await newPlugin({ folder: join(await tempFolder(t), 'a', 'b', 'c'), kind: 'skill', id: 'acme/lanterns' });
  await t.throwsAsync(asked({ kind: 'toaster' }), { code: 'plugin_kind_unknown' });
  await t.throwsAsync(asked({ id: '../../etc' }), { code: 'plugin_id_invalid' });
});

test('a name that holds that of the template is taken as it is', async (t) => {
  const folder = await tempFolder(t);
  for (const [index, id] of ['acme/my-calendar', 'calendar/foo', 'acme/calendar'].entries()) {
    const made = join(folder, String(index));

    await newPlugin({ folder: made, kind: 'connector', id });

    const { id: named, contributes } = JSON.parse(await readFile(join(made, 'agnes.plugin.json'), 'utf8'));
    t.deepEqual([named, contributes.connectors[0].id], [id, id.split('/')[1]]);
  }
});

test('tests of a plugin that never end are ended, and that is told', async (t) => {
  const folder = await made(t, 'hook');
  await writeFile(join(folder, 'hook.test.ts'), 'for (;;);\n');
  const [result] = await runChecks(ownChecks(await openPlugin(folder), 1_000), []);

  t.is(result?.faults?.[0], 'they take longer than 1 s');
});
