import { join } from 'node:path';
import { Readable } from 'node:stream';
import test from 'ava';
import { Bundles } from '../../host/plugin-manager/bundles/bundles.ts';
import { managing, signal } from '../support/managing-plugins.ts';
import { tempFolder } from '../support/temp-folder.ts';
import { smallDisk } from './faults/full-disk.ts';

test('a bundle for which there is no room is refused in words that help', async (t) => {
  const disk = await smallDisk(t);
  if (disk === undefined) t.log('without a full disk: this machine lets nobody mount a small one');
  const { parts, plans, package_, install } = await managing(t);
  await install(await package_('1.0.0'));
  const folder = join(disk ?? (await tempFolder(t)), 'incoming');
  const bundles = new Bundles({ ...parts, plans, sources: async () => [], folder });
  const large = function* () {
    for (let mb = 0; mb < 80; mb += 1) yield Buffer.alloc(1024 * 1024);
  };

  const code = disk === undefined ? 'plugin_bundle_invalid' : 'plugins_unwritable';
  await t.throwsAsync(bundles.import(Readable.from(large()), signal), { code });
});
