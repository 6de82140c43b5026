import { readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import test, { type ExecutionContext } from 'ava';
import { readFixtures } from '../../host/app/author/fixtures.ts';
import { hostChecks } from '../../host/app/author/host-checks.ts';
import { runChecks } from '../../host/app/author/kit.ts';
import { openPlugin } from '../../host/app/author/open-plugin.ts';
import { made } from './support/new-plugin-folder.ts';

/** What the kit says of a hook that runs inside a host, by rule. */
const insideOf = async (folder: string) => {
  const plugin = await openPlugin(folder);
  const results = await runChecks(hostChecks(plugin, await readFixtures(plugin)), []);
  return results.map(({ status, faults, reason }) => [
    status,
    ...(faults ?? []),
    ...(reason ? [reason] : []),
  ]);
};

/** A hook whose tap does this. */
const tapping = async (t: ExecutionContext, body: string): Promise<string> => {
  const folder = await made(t, 'hook');
  await rm(join(folder, 'hook.test.ts'));
  const entry = `import { definePlugin, Veto } from '@agnes/sdk';
export default definePlugin({ setup: ({ tap }) => tap('beforeExtract', () => { ${body} }) });
void Veto;
`;
  await writeFile(join(folder, 'hook.ts'), entry);
  return folder;
};

test.serial('a veto is an answer of a hook, and whatever else it throws is a fault', async (t) => {
  const vetoes = await insideOf(await tapping(t, "throw Veto({ reason: 'Paused until Monday.' });"));
  const throws = await insideOf(await tapping(t, "throw new Error('Paused until Monday.');"));

  t.deepEqual(vetoes, [['passed'], ['passed']]);
  t.is(throws[0]?.[0], 'passed');
  t.regex(String(throws[1]), /^failed,beforeExtract: .*Paused until Monday\./);
});

test.serial(
  'a plugin whose settings have no defaults is not looked at, until fixtures say with which it starts',
  async (t) => {
    const folder = await tapping(t, "throw new Error('it is called');");
    const path = join(folder, 'agnes.plugin.json');
    const manifest = JSON.parse(await readFile(path, 'utf8'));
    const properties = { region: { type: 'string', title: 'Region' } };
    const schema = { type: 'object', additionalProperties: false, required: ['region'], properties };
    await writeFile(path, JSON.stringify({ ...manifest, config: { version: 1, schema } }));

    const blind = await insideOf(folder);
    await writeFile(join(folder, 'fixtures.json'), JSON.stringify({ config: { region: 'eu' } }));
    const seeing = await insideOf(folder);

    for (const one of blind) t.regex(one.join(), /^skipped,Not looked at: its settings have no defaults\./);
    t.is(blind.length, 2);
    t.deepEqual(seeing[0], ['passed']);
    t.regex(String(seeing[1]), /^failed,beforeExtract: .*it is called/);
  },
);
