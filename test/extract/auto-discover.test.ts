import test from 'ava';
import { systemIntent } from '../../host/http/intent.ts';
import { likeWhole } from '../support/like-whole.ts';
import { runLab, statusesOf } from './support/run-lab.ts';

const offers = [
  { name: 'orders', bucket: 'in.c-crm', sourceTable: 'Orders', primaryKey: ['id'] },
  { name: 'people', bucket: 'in.c-crm', sourceTable: 'people' },
];
const intent = systemIntent('test');

test.serial(
  'the first run of an instance without tables registers what its sources offer, and reads it',
  async (t) => {
    const lab = await runLab(t);
    const config = (more: object) => ({ auto_discover: true, limits: { offers, ...more } });
    await lab.registry.ensureSource({ slug: 'shop', type: 'scripted', config: config({}) }, intent);
    await lab.registry.ensureSource(
      { slug: 'quiet', type: 'scripted', config: { limits: { offers } } },
      intent,
    );
    const broken = {
      slug: 'broken',
      type: 'scripted',
      config: config({ offersFail: 'one bucket does not answer' }),
    };
    await lab.registry.ensureSource(broken, intent);

    const first = statusesOf(await lab.run());
    const again = statusesOf(await lab.run());

    t.deepEqual(first, { orders: 'published', people: 'published' });
    t.deepEqual(Object.keys(again), ['orders', 'people']);
    const tables = await lab.registry.tables();
    likeWhole(t, tables[0], {
      id: 'in_c-crm_orders',
      sourceSlug: 'shop',
      bucket: 'in.c-crm',
      primaryKey: ['id'],
    });
    t.deepEqual(await lab.open(), ['source discovery_incomplete']);
  },
);

test.serial('a run of one source, and one that only tries, register nothing', async (t) => {
  const lab = await runLab(t);
  await lab.registry.ensureSource(
    { slug: 'shop', type: 'scripted', config: { auto_discover: true, limits: { offers } } },
    intent,
  );

  await lab.run({ dry_run: true });
  await lab.run({ connection: 'shop' });

  t.deepEqual(await lab.registry.tables(), []);
});
