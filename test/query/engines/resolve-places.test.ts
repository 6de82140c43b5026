import test from 'ava';
import { resolvePlaces } from '../../../host/query/engines/resolve-places.ts';
import type { TablePlace } from '../../../host/query/scope.ts';
import { administrator, person, startedAccess } from '../../access/support/started-access.ts';

test('a path into BigQuery is that of no registered table where there is no source, for administrators, too', async (t) => {
  const started = await startedAccess(t);
  const { access } = started;
  const eve = (await person(started, 'eve@example.com'))();
  const root = (await administrator(started, 'root@example.com'))();
  const registry = { tables: async () => [], sources: async () => [] };
  const resolved = (place: TablePlace, principal: typeof eve) =>
    resolvePlaces(
      [['', '', 'orders'], place],
      { principal, published: [] },
      {
        ...{ registry, access },
        engines: { has: () => false },
      },
    );

  for (const principal of [eve, root]) {
    const error = await t.throwsAsync(resolved(['BQ', 'sales', 'orders'], principal), {
      code: 'bq_path_not_registered',
    });
    const detail = { reason: 'bq_path_not_registered', path: 'BQ.sales.orders' };
    t.like(error, { kind: 'forbidden', details: { detail } });
  }
  // Any other name is left to the worker, which knows what is here.
  t.is(await resolved(['pg_store', 'public', 'orders'], eve), undefined);
});
