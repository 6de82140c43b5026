import test, { type ExecutionContext } from 'ava';
import { RemoteDesk } from '../../host/query/engines/remote-desk.ts';
import { RemoteTables } from '../../host/query/engines/remote-tables.ts';
import { Descriptions } from '../../host/registry/remote/descriptions.ts';
import { openFar } from '../query/engines/far-lab.ts';
import { likeWhole } from '../support/like-whole.ts';
import { intent, now, openRegistry } from './open-registry.ts';
import { startRegistry } from './start-registry.ts';

/** A registry whose source of BigQuery is asked through the engine of the lab. */
const startRemote = async (t: ExecutionContext) => {
  const far = await openFar(
    t,
    'CREATE SCHEMA shop',
    'CREATE TABLE shop.orders AS SELECT 1 AS id, 2 AS amount',
  );
  const { store } = await openRegistry(t);
  // The registry of these tests knows no type of the lab's.
  const engines: ConstructorParameters<typeof RemoteTables>[0]['engines'] = {
    has: () => true,
    describe: (_, ...asked) => far.engines.describe(far.source, ...asked),
  };
  const descriptions = new Descriptions({ store, now });
  const [told, queued]: [unknown[], unknown[]] = [[], []];
  const patience = { isOver: false };
  const remoteDesk = new RemoteDesk({
    remoteTables: new RemoteTables({ engines, descriptions, now }),
    registry: { findSource: async () => far.source, find: async (id) => registry.find(id) },
    lake: {
      state: () => undefined,
      remove: async () => {},
      publish: async ({ failed }) => {
        told.push(...failed.map(({ name, error }) => [name, error.code]));
        return { generation: 1, changed: [], removed: [], refused: [] };
      },
    },
    jobs: {
      enqueue: async (asked) => {
        queued.push(asked.params);
        return Object({ job: { id: 'job-1' } });
      },
    },
    timers: {
      after: (_, callback) => {
        if (patience.isOver) setImmediate(callback);
        return () => {};
      },
    },
    written: async ({ slug }) => void told.push(slug),
  });
  const { registry, send } = await startRegistry(t, undefined, remoteDesk);
  await registry.createSource({ slug: 'bq', type: 'bigquery', config: { project: 'data-project' } }, intent);
  const draft = { source_type: 'bigquery', bucket: 'shop', query_mode: 'remote' };
  const ask = async (line: string, name: string, source_table = 'orders') => {
    const response = await send(line, { ...draft, name, source_table });
    return { status: response.status, body: Object(await response.json()) };
  };
  return { ...far, remoteDesk, registry, told, queued, patience, ask };
};

test('a table that stays at its source is registered as ok, accepted, or with what keeps it from being asked', async (t) => {
  const { ask, server, patience, told, queued, remoteDesk, registry } = await startRemote(t);

  t.deepEqual(await ask('POST /register-table', 'orders'), {
    status: 200,
    body: { id: 'orders', name: 'orders', status: 'ok', view_name: 'orders' },
  });
  t.deepEqual(told.splice(0), ['afar']);

  server.refusal = { at: '/describe', status: 503, text: 'down for a while' };
  const broken = await ask('POST /register-table', 'broken');
  likeWhole(t, broken, {
    status: 500,
    body: {
      id: 'broken',
      status: 'rebuild_failed',
      code: 'rebuild_failed',
      errors: [{ code: 'far_upstream_error' }],
    },
  });
  t.regex(broken.body.detail, /^"broken" is registered, and cannot be asked: .*down for a while/);
  t.deepEqual(told.splice(0), [['broken', 'far_upstream_error']]);
  t.truthy(await registry.find('broken'));

  server.refusal = undefined;
  const held = Promise.withResolvers<void>();
  server.held = held.promise;
  patience.isOver = true;
  t.like(await ask('POST /register-table', 'slow'), {
    status: 202,
    body: { status: 'accepted', job_id: 'job-1' },
  });
  t.deepEqual(queued, [{ table: 'slow', name: 'slow' }]);
  const job = { params: queued[0], createdAt: new Date(now()) };
  const done = remoteDesk.handler(Object({ job }));
  held.resolve();
  t.deepEqual(await done, { result: { state: 'described' } });
});

test('a look at a table before it is registered says what its source says, or whose fault it is', async (t) => {
  const { ask, server, registry } = await startRemote(t);
  const look = async (status: number) => {
    server.refusal = { at: '/describe', status, text: `status ${status}` };
    const answer = await ask('POST /register-table/precheck', 'orders');
    return `${answer.status} ${answer.body.code}`;
  };

  likeWhole(t, await ask('POST /register-table/precheck', 'orders'), {
    status: 200,
    body: { ok: true, table: { column_count: 2, columns: [{ name: 'id' }, { name: 'amount' }] } },
  });
  t.is(await look(404), '404 remote_table_not_found');
  t.is(await look(403), '403 remote_table_forbidden');
  t.is(await look(503), '400 remote_table_unavailable');
  t.deepEqual(await registry.tables(), []);
});
