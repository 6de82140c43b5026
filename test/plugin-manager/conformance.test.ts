import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import test from 'ava';
import { conformanceAtInstall } from '../../host/app/author/at-install.ts';
import { levelOf } from '../../host/kernel/conformance.ts';
import type { GenerationLock } from '../../host/kernel/generation-lock.ts';
import { readGeneration } from '../../host/kernel/read-generation.ts';
import { GenerationFiles } from '../../host/plugin-manager/generation-files.ts';
import { made } from '../app/support/new-plugin-folder.ts';
import { likeWhole } from '../support/like-whole.ts';
import { managing } from '../support/managing-plugins.ts';

const passed = (level: string) => ({ level, status: 'passed' }) as const;
const failed = (level: string) => ({ level, status: 'failed' }) as const;

test('a level is reached where a rule of it is kept and none at it or below is broken', (t) => {
  t.is(levelOf([passed('L0'), passed('L1'), passed('L3')]), 'L3');
  t.is(levelOf([passed('L0'), passed('L1'), failed('L2'), passed('L3')]), 'L1');
  t.is(levelOf([passed('L0'), failed('L0'), passed('L1')]), null);
  t.is(levelOf([]), null);
});

test('what the kit finds at the install is in the plan and stays in the lock, with what sources answered', async (t) => {
  const { plan, install, world, folders, generations } = await managing(t);
  const folder = await made(t, 'connector');
  world.conformance = ({ treeHash, ...stored }) =>
    conformanceAtInstall(
      { ...stored, folder: join(folders.store, treeHash) },
      { hostVersion: '0.1.0', at: 0 },
    );
  // More sources than a lock has room for.
  world.probe = async ([entry], _staged, { note }) => {
    for (let source = 0; source < 250; source += 1)
      note(entry?.id ?? '', { level: 'L2', rule: `source ${source} answers`, status: 'passed', message: '' });
    note(entry?.id ?? '', {
      level: 'L3',
      rule: 'the last one lists',
      status: 'failed',
      message: 'It fails.',
    });
  };
  // Whatever would run it would notice.
  await writeFile(join(folder, 'settings.ts'), 'throw new Error("it runs");\n');

  const { actions } = await plan(folder);
  await install(folder);

  likeWhole(t, actions, [
    { conformance: { level: 'L1', host_version: '0.1.0', at: '1970-01-01T00:00:00.000Z' } },
  ]);
  const { lock } = await readGeneration(generations);
  const { conformance } = lock?.plugins[0] ?? {};
  t.is(conformance?.level, 'L2');
  t.is(conformance?.results.length, 200);
  t.like(conformance?.results[0], { rule: 'the last one lists', status: 'failed' });
  t.like(conformance?.results.at(-1), { level: 'L2', status: 'passed' });
});

test('a rule that is broken is told in the plan and keeps nobody from installing', async (t) => {
  const { plan, world, folders } = await managing(t);
  const folder = await made(t, 'skill');
  await writeFile(join(folder, 'package.json'), '{"scripts":{"postinstall":"true"}}');
  world.conformance = ({ treeHash, ...stored }) =>
    conformanceAtInstall(
      { ...stored, folder: join(folders.store, treeHash) },
      { hostVersion: '0.1.0', at: 0 },
    );

  const { actions, problems } = await plan(folder);

  t.deepEqual(problems, []);
  const [{ conformance } = {}] = actions;
  t.is(conformance?.level, null);
  t.like(
    conformance?.results.find(({ status }) => status === 'failed'),
    { level: 'L0', message: 'package.json has a script "postinstall", which no host runs' },
  );
});

test('a plugin with more skills than a lock has room for is installed, what is broken first', async (t) => {
  const { package_, install, world, folders, parts } = await managing(t);
  const names = Array.from({ length: 230 }, (_, index) => `skill-${index}`);
  const text = (name: string) => `---\nname: ${name}\ndescription: Does it.\n---\n`;
  const folder = await package_(
    '1.0.0',
    { contributes: { skills: names.map((name) => ({ path: `skills/${name}` })) } },
    Object.fromEntries(
      names.map((name) => [`skills/${name}/SKILL.md`, text(name === 'skill-229' ? 'else' : name)]),
    ),
  );
  world.conformance = ({ treeHash, ...stored }) =>
    conformanceAtInstall(
      { ...stored, folder: join(folders.store, treeHash) },
      { hostVersion: '0.1.0', at: 0 },
    );

  const { generation } = await install(folder);

  const { plugins } = await parts.files.read(generation);
  const results = plugins[0]?.conformance?.results ?? [];
  t.is(results.length, 200);
  t.true(results.some(({ rule, status }) => status === 'failed' && rule.includes('skill-229')));
});

test('a generation that no host could read is not written', async (t) => {
  const { package_, install, generations, parts } = await managing(t);
  const lock = await install(await package_('1.0.0'));
  const unreadable: GenerationLock = { ...lock, generation: 9, parent: -1 };
  const files = new GenerationFiles(generations);

  await t.throwsAsync(() => files.write(unreadable), { code: 'generation_invalid' });

  t.is(await files.next(), lock.generation + 1);
  t.is((await parts.files.current()).lock?.generation, lock.generation);
});
