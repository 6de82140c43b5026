import test from 'ava';
import { instanceState, setInstanceState } from '../../host/store/instance-state.ts';
import { openedStore } from './support/opened-store.ts';

test('a key holds the last value that was set', async (t) => {
  const store = await openedStore(t);
  await store.keep((tx) => setInstanceState(tx, { key: 'generation', value: 1, at: new Date(1) }));
  await store.keep((tx) => setInstanceState(tx, { key: 'generation', value: { n: 2 }, at: new Date(2) }));

  t.deepEqual(await instanceState(store.read, 'generation'), { n: 2 });
  t.is((await store.read.selectFrom('instance_state').selectAll().execute()).length, 1);
});

test('a key that was never set is undefined', async (t) => {
  const store = await openedStore(t);

  t.is(await instanceState(store.read, 'generation'), undefined);
});
