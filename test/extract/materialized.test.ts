import test from 'ava';
import { systemIntent } from '../../host/http/intent.ts';
import { runLab, statusesOf } from './support/run-lab.ts';

const intent = systemIntent('test');

test('a query runs at its source every hour; another query is read anew, and one that finds nothing is told', async (t) => {
  const lab = await runLab(t);
  const config = { driver: 'steady' };
  await lab.registry.ensureSource({ slug: 'shop', type: 'ways', config }, intent);
  await lab.registry.register(
    {
      name: 'counts',
      connection: 'shop',
      queryMode: 'materialized',
      sourceQuery: 'select 1',
      options: { on_type_error: 'freeze' },
    },
    intent,
  );
  await lab.registry.ensureTable({ name: 'plain', connection: 'shop' }, intent);

  await lab.run();
  const first = await lab.query('SELECT query, on_type_error FROM counts');
  lab.clock.now += 30 * 60_000;
  const early = statusesOf(await lab.run());
  await lab.registry.update('counts', { sourceQuery: 'nothing' }, intent);
  lab.clock.now += 30 * 60_000;
  const late = statusesOf(await lab.run());
  const empty = await lab.query('SELECT count(*) AS n FROM counts');
  const open = await lab.open();
  await lab.registry.update('counts', { sourceQuery: 'select 2' }, intent);
  await lab.run({ tables: ['counts'] });

  t.deepEqual(first, [{ query: 'select 1', on_type_error: 'freeze' }]);
  t.deepEqual(early, { plain: 'unchanged' });
  t.deepEqual(late, { counts: 'published', plain: 'unchanged' });
  t.deepEqual(empty, [{ n: '0' }]);
  t.deepEqual(open, ['table empty_result']);
  t.deepEqual(await lab.query('SELECT query FROM counts'), [{ query: 'select 2' }]);
  t.deepEqual(await lab.open(), []);
});
