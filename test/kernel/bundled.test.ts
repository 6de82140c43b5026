import { fileURLToPath } from 'node:url';
import test from 'ava';
import { startPlugins } from '../support/start-plugins.ts';
import { tempFolder } from '../support/temp-folder.ts';

test('every bundled plugin starts without settings', async (t) => {
  const bundled = fileURLToPath(new URL('../../plugins', import.meta.url));
  const local = `${await tempFolder(t)}/plugins/local`;

  const { plugins } = await startPlugins(t, { bundled, local, store: '' });

  const states = plugins.list().map(({ id, state, reason }) => `${id} ${state} ${reason ?? ''}`.trim());
  t.true(states.length > 4);
  t.deepEqual(
    states.filter((state) => !state.endsWith(' active')),
    [],
  );
});
