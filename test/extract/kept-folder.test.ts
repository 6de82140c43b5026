import { readdir, stat, symlink } from 'node:fs/promises';
import { join } from 'node:path';
import test from 'ava';
import { systemIntent } from '../../host/http/intent.ts';
import { runLab } from './support/run-lab.ts';

const intent = systemIntent('test');

test('what a source keeps outlives its runs, holds no links, and goes with the source', async (t) => {
  const lab = await runLab(t);
  const folder = join(lab.dataDir, 'plugins', 'state', 'acme__keeper', 'counted');
  const source = { slug: 'counted', type: 'keeper', config: {} };
  await lab.registry.ensureSource(source, intent);
  await lab.registry.ensureTable({ name: 'counts', connection: 'counted' }, intent);

  await lab.run();
  await lab.run();
  const counted = await lab.query('SELECT runs FROM counts');
  const { mode } = await stat(folder);
  await symlink('/etc', join(folder, 'link'));
  await t.throwsAsync(lab.run(), { code: 'run_failed', message: /is a link/ });
  await lab.registry.removeSource('counted', { force: true }, intent);

  t.deepEqual(counted, [{ runs: '2' }]);
  t.is(mode & 0o777, 0o700);
  t.deepEqual(await readdir(join(folder, '..')), []);
});
