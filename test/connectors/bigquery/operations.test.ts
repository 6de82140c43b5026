import { failureOf } from '@agnes/sdk/extract';
import test from 'ava';
import { bigqueryWarning } from '../../../host/registry/bigquery/projects.ts';
import type { Source } from '../../../host/registry/source.ts';
import type { SourceProbe } from '../../../host/registry/sources/probe.ts';
import connector from '../../../plugins/connector-bigquery/connector.ts';
import type { Settings } from '../../../plugins/connector-bigquery/settings.ts';
import { intent } from '../../registry/open-registry.ts';
import { startRegistry } from '../../registry/start-registry.ts';
import { BigQueryServer } from '../../support/bigquery-server/bigquery-server.ts';
import { contextFor, seed, settingsFor } from '../../support/bigquery-server/lab.ts';
import { likeWhole } from '../../support/like-whole.ts';

let server: BigQueryServer;
test.before(async () => {
  server = await BigQueryServer.start([
    seed('orders', 'SELECT 1 AS n'),
    seed('shown', 'SELECT 1 AS n', { type: 'VIEW' }),
    seed('other', 'SELECT 1 AS n', { dataset: 'stock' }),
  ]);
});
test.after.always(() => server.stop());

/** The connector, asked in this process; its failures cross as they do from a child. */
const inProcess: SourceProbe = {
  check: async ({ config }, signal) => {
    try {
      await connector.check(contextFor(config as Settings, { signal }));
      return { ok: true };
    } catch (error) {
      return { ok: false, error: failureOf(error) };
    }
  },
  discover: async ({ config }, signal) => {
    try {
      const found = connector.discover(contextFor(config as Settings, { signal }));
      return { ok: true, discovered: await Array.fromAsync(found) };
    } catch (error) {
      return { ok: false, error: failureOf(error), discovered: [] };
    }
  },
};

const started = async (
  ...[t, config, probe = inProcess]: [Parameters<typeof startRegistry>[0], object?, SourceProbe?]
) => {
  const { registry, send } = await startRegistry(t, probe);
  if (config) await registry.createSource({ slug: 'bq', type: 'bigquery', config: { ...config } }, intent);
  const ask = async (line: string, body?: object) => {
    const answer = await send(line, body);
    const json: Readonly<Record<string, unknown>> = Object(await answer.json());
    return { status: answer.status, ...json };
  };
  return { ask };
};

const line = 'POST /bigquery/test-connection';

test.serial('a test of the connection says who pays, whose data it is, and by which driver', async (t) => {
  const { ask } = await started(t, settingsFor(server));

  const answer = await ask(line);
  const named = await ask(line, { connection: 'bq' });
  const nobody = await ask(line, { connection: 'nobody' });

  t.like(answer, {
    status: 200,
    ok: true,
    billing_project: 'billing-project',
    data_project: 'data-project',
    driver: 'client',
  });
  t.is(typeof Object(answer)['elapsed_ms'], 'number');
  t.is(named.status, 200);
  t.is(nobody.status, 404);
});

test.serial('without a project there is nothing to test', async (t) => {
  const none = await (await started(t)).ask(line);
  const unset = await (await started(t, {})).ask(line);

  t.like(none, { status: 400, code: 'not_configured', detail: { kind: 'not_configured' } });
  t.like(unset, { status: 400, code: 'not_configured' });
});

test.serial(
  'what BigQuery says keeps its kind, and names both projects where they are at odds',
  async (t) => {
    const { ask } = await started(t, settingsFor(server));
    const message = 'Caller does not have required permission: serviceusage.services.use';
    server.faults.push({ path: /jobs$/, times: 1, status: 403, reason: 'forbidden', message });

    const forbidden = await ask(line);
    server.tokens.isOnMachine = false;
    const nobody = await ask(line);
    server.tokens.isOnMachine = true;

    t.like(forbidden, {
      status: 502,
      code: 'cross_project_forbidden',
      detail: {
        kind: 'cross_project_forbidden',
        details: { billing_project: 'billing-project', data_project: 'data-project' },
      },
    });
    t.like(nobody, { status: 502, code: 'auth_failed', detail: { kind: 'auth_failed' } });
  },
);

test.serial('a BigQuery that is too slow is a timeout, with how long it was waited for', async (t) => {
  const late = { code: 'timeout_upstream', message: 'It was slow.', hint: 'Wait.', class: 'Timeout' };
  const slow: SourceProbe = { ...inProcess, check: async () => ({ ok: false, error: late }) };
  const { ask } = await started(t, settingsFor(server), slow);

  t.like(await ask(line), {
    status: 504,
    code: 'connection_timeout',
    detail: { kind: 'timeout', elapsed_ms: 0, hint: 'Wait.' },
  });
});

test.serial(
  'datasets are listed, then the tables of one with what they are; a failure keeps its kind',
  async (t) => {
    const { ask } = await started(t, settingsFor(server));

    const datasets = await ask('GET /discover-tables');
    const tables = await ask('GET /discover-tables?dataset=sales');
    server.tokens.isOnMachine = false;
    const elsewhere = { ...settingsFor(server), location: 'US' };
    const failed = await (await started(t, elsewhere)).ask('GET /discover-tables');
    server.tokens.isOnMachine = true;
    const unset = await (await started(t, {})).ask('GET /discover-tables');

    likeWhole(t, datasets, {
      count: 2,
      source: 'bigquery',
      datasets: [
        { dataset_id: 'sales', full_id: 'data-project.sales' },
        { dataset_id: 'stock', full_id: 'data-project.stock' },
      ],
    });
    likeWhole(t, tables, {
      count: 2,
      dataset: 'sales',
      tables: [
        { table_id: 'orders', table_type: 'TABLE', full_id: 'data-project.sales.orders' },
        { table_id: 'shown', table_type: 'VIEW', full_id: 'data-project.sales.shown' },
      ],
    });
    t.like(failed, { status: 502, detail: { error: 'auth_failed', kind: 'auth_failed' } });
    t.like(unset, { status: 500, code: 'not_configured', detail: { error: 'not_configured' } });
  },
);

test('who bills the project of the data is warned', (t) => {
  const source = (slug: string, config: Settings): Source => ({
    id: slug,
    slug,
    type: 'bigquery',
    connector: 'agnes/connector-bigquery#bigquery',
    title: slug,
    config: { ...config },
    secretRefs: {},
    isDefault: false,
    enabled: true,
  });
  const apart = source('apart', { project: 'data-project', billing_project: 'billing-project' });

  t.is(bigqueryWarning([apart, source('unset', {})]), undefined);
  likeWhole(t, bigqueryWarning([apart, source('alike', { project: 'data-project' })]), {
    status: 'warning',
    sources: ['alike'],
  });
});
