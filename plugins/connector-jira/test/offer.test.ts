import { readFile } from 'node:fs/promises';
import { checkerFor, type TSchema } from '@agnes/sdk';
import type { PlannedTable } from '@agnes/sdk/connector';
import { collectRead } from '@agnes/sdk/testing';
import test from 'ava';
import connector from '../connector.ts';
import { jiraLab } from './jira-lab.ts';
import { startJira } from './support/jira-server.ts';

const manifest = JSON.parse(await readFile(new URL('../agnes.plugin.json', import.meta.url), 'utf8'));

test('six tables are offered under the prefix of the source, with all of their columns', async (t) => {
  const lab = await jiraLab(t, await startJira(t), { table_prefix: 'help_' });

  const tables = await Array.fromAsync(connector.discover(lab.jobContext()));

  t.deepEqual(
    tables.map(({ name, sourceTable }) => [name, sourceTable]),
    ['issues', 'comments', 'attachments', 'changelog', 'issuelinks', 'remote_links'].map((name) => [
      `help_${name}`,
      name,
    ]),
  );
  t.is(tables[0]?.columns?.length, 49);
});

test('the account is tried at the site, and at the one for SLAs', async (t) => {
  const jira = await startJira(t);
  const lab = await jiraLab(t, jira);
  const check = () => connector.check(lab.jobContext());

  await t.notThrowsAsync(check());
  lab.config = {
    ...lab.config,
    cloud_id: 'cloud-2',
    sla_email: 'a@b.example',
    sla_api_token: 'T',
    sla_url: jira.url,
  };
  await t.throwsAsync(check(), { code: 'config_error' });
  jira.account = { email: 'robot@acme.example', token: 'renewed' };
  await t.throwsAsync(check(), { code: 'auth_expired' });
});

test('a table of another name, cut by a column or filtered by row is refused with a reason', async (t) => {
  const lab = await jiraLab(t, await startJira(t));
  const table = (id: string, more: Partial<PlannedTable>): PlannedTable => ({
    id,
    name: id,
    sourceTable: 'issues',
    strategy: 'full_refresh',
    fullRefresh: true,
    primaryKey: [],
    ...more,
  });

  const { tables } = await collectRead(connector, {
    config: lab.config,
    kept: lab.kept,
    tables: [
      table('sprints', { sourceTable: 'sprints' }),
      table('cut', { partitionBy: 'created_at' }),
      table('some', { whereFilters: [{ column: 'status', operator: 'eq', values: ['Done'] }] }),
      table('good', {}),
    ],
  });

  t.is(tables['sprints']?.error?.code, 'jira_table_unknown');
  t.is(tables['cut']?.error?.code, 'jira_table_unfit');
  t.is(tables['some']?.error?.code, 'jira_table_unfit');
  t.is(tables['good']?.error, undefined);
});

test('a run without a folder of its own fails and says so', async (t) => {
  const lab = await jiraLab(t, await startJira(t));

  await t.throwsAsync(collectRead(connector, { config: lab.config, tables: [] }), {
    code: 'kept_folder_missing',
  });
});

test('the schema takes the settings and refuses others', (t) => {
  const schema: TSchema = manifest.contributes.connectors[0].config.schema;
  const check = checkerFor(schema);
  const least = { domain: 'acme.atlassian.net', email: 'robot@acme.example' };

  t.like(check(least), {
    ok: true,
    value: { api_token: 'JIRA_API_TOKEN', raw_dir: 'raw', table_prefix: 'jira_' },
  });
  t.like(
    check({ ...least, table_prefix: '', fields: { severity: { id: 'customfield_1', shape: 'option' } } }),
    { ok: true },
  );
  t.like(check({ ...least, raw_dir: '../elsewhere' }), { ok: false });
  t.like(check({ ...least, attachments: { max_bytes: 100_000_000 } }), { ok: false });
  t.like(check({ ...least, domain: 'http://127.0.0.1:8080' }), { ok: true });
  t.like(check({ ...least, domain: 'user@acme.atlassian.net' }), { ok: false });
  t.like(check({ ...least, domain: 'acme.atlassian.net:443' }), { ok: false });
  t.like(check({ domain: 'acme.atlassian.net' }), { ok: false });
});
