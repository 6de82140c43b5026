import test from 'ava';
import type { GenerationRecord } from '../../host/plugin-manager/generation-repository.ts';
import { shippedLock } from '../../host/plugin-manager/lock-entries.ts';
import { lossesOf } from '../../host/web/plugin-pages/losses.ts';

const recordOf = (generation: number): GenerationRecord => ({
  lock: shippedLock({ generation, hostVersion: '0.1.0', at: 0 }),
  status: 'superseded',
  reason: undefined,
});

test('what going back loses is told of the newest ten, and every generation is read once for all of them', async (t) => {
  const all = Array.from({ length: 12 }, (_, index) => recordOf(12 - index));
  let read = 0;
  const records = async () => {
    read += 1;
    return all;
  };
  const nothing = {
    change: async () => undefined,
    price: async (plugin: string) => ({ plugin, checkpoints: 0, rows: 0 }),
  };
  const seen = all.map(({ lock: { generation, parent, reason }, status }) => ({
    ...{ generation, parent, reason, status, plugins: [] },
    created_at: '',
    created_by: '',
    outcome: null,
  }));

  const services = {
    pluginManager: { current: async () => recordOf(13).lock, records },
    pluginState: nothing,
  };

  const losses = await lossesOf(services, seen);

  t.deepEqual([...losses.keys()], [12, 11, 10, 9, 8, 7, 6, 5, 4, 3]);
  t.is(losses.get(12), 'Nothing is lost: sources go on where they are.');
  t.is(read, 1);
  const cleaned = seen.map((one) => ({
    ...one,
    outcome: 'Its file was cleaned away or is broken: nobody goes back to it.',
  }));
  t.is((await lossesOf(services, cleaned)).size, 0);
});
