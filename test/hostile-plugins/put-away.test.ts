import { readdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import test from 'ava';
import { runHost } from '../support/host-process.ts';
import { insider, installedInsiders } from '../support/installed-plugins.ts';
import { startHost } from '../support/start-host.ts';
import { tempFolder } from '../support/temp-folder.ts';

test('a plugin that kills the host while it is loaded is left out at the third start, until it is switched on by name', async (t) => {
  const deadly = join(await tempFolder(t), 'deadly');
  await writeFile(deadly, '');
  const dataDir = await installedInsiders(t, [
    insider(
      'hostile/kills',
      ['afterQuery'],
      `if ((await import('node:fs')).existsSync('${deadly}')) (await import('node:child_process')).execSync('kill -9 ' + process.pid); host.tap('afterQuery', () => {});`,
    ),
    insider('honest/last', ['afterQuery'], `host.tap('afterQuery', () => {});`),
  ]);
  for (const start of [1, 2]) t.is((await runHost(t, { dataDir })).code, null, `start ${start}`);

  const host = await startHost(t, { dataDir });
  const client = await host.asAdmin();
  const kills = await client.ask('GET /api/admin/plugins/hostile/kills');
  t.is(kills['state'], 'tripped');
  t.regex(String(kills['reason']), /the host ended 2 times while it loaded version 1\.2\.3/);
  t.deepEqual(await client.rows('select 3 as a'), [[3]]);
  const remembered = () => readdir(join(dataDir, 'plugins', 'endings'));
  const one = await remembered();
  t.is(one.length, 1);

  // Switched off it stays put away, whatever becomes of others meanwhile.
  await client.ask('POST /api/admin/plugins/hostile/kills/disable');
  await client.ask('POST /api/admin/plugins/honest/last/disable');
  t.deepEqual(await remembered(), one);

  await rm(deadly);
  t.is((await client.ask('POST /api/admin/plugins/hostile/kills/enable'))['state'], 'active');
  t.deepEqual(await remembered(), []);
});
