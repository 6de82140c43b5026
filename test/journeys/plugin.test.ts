import { cp } from 'node:fs/promises';
import { join } from 'node:path';
import test from 'ava';
import { startHelpDesk } from '../support/help-desk.ts';
import { pageCommands } from '../support/page-commands.ts';
import { connectorManifest, writePlugin } from '../support/plugin-folders.ts';
import { newWorkspace, runCli } from '../support/run-cli.ts';
import { admin, startHost } from '../support/start-host.ts';
import { tempFolder } from '../support/temp-folder.ts';

const login = ['auth', 'login', '--email', admin.email, '--password-stdin'];

test.serial('a plugin written by the page extracts, and its table can be queried', async (t) => {
  const [, list, add, check, register, sync, query] = await pageCommands('docs/plugins.md');
  const dataDir = join(await tempFolder(t), 'data');
  await (await startHost(t, { dataDir })).stop();
  await cp('docs/examples/calendar', join(dataDir, 'plugins', 'local', 'calendar'), { recursive: true });
  const { url } = await startHost(t, { dataDir });
  const workspace = await newWorkspace(t);
  await runCli(t, [...login, '--server', url], { ...workspace, input: admin.password });

  const listed = await runCli(t, list ?? [], workspace);
  const added = await runCli(t, add ?? [], workspace);
  const checked = await runCli(t, check ?? [], workspace);
  const registered = await runCli(t, register ?? [], workspace);
  const synced = await runCli(t, sync ?? [], workspace);
  const answered = await runCli(t, [...(query ?? []), '--json'], workspace);

  t.regex(listed.stdout, /^acme\/calendar +1\.0\.0 +active/m);
  t.deepEqual(
    [listed, added, checked, registered, synced, answered].map(({ code }) => code),
    [0, 0, 0, 0, 0, 0],
  );
  t.deepEqual(
    new Map(JSON.parse(answered.stdout).rows),
    new Map([
      ['Saturday', 522],
      ['Sunday', 522],
    ]),
  );
});

test.serial('a connector of the page reads an HTTP API with a secret that it never sees', async (t) => {
  const dataDir = join(await tempFolder(t), 'data');
  await cp('docs/examples/tickets', join(dataDir, 'plugins', 'local', 'tickets'), { recursive: true });
  const url = await startHelpDesk(t, 'the secret of the desk');
  const env = { HELPDESK_TOKEN: 'the secret of the desk' };
  const host = await startHost(t, { dataDir, env, config: { egress: { private: ['127.0.0.1'] } } });
  const client = await host.asAdmin();

  const source = { slug: 'desk', type: 'tickets', config: { url, token: 'HELPDESK_TOKEN' } };
  await client.ask('POST /api/admin/sources', { body: source });
  const checked = await client.ask('POST /api/admin/sources/desk/test');
  const table = { name: 'tickets', connection: 'desk', source_table: 'tickets' };
  await client.ask('POST /api/admin/register-table', { body: table });
  const job = await client.sync();

  t.like(checked, { ok: true });
  t.like(job, { status: 'succeeded' });
  t.deepEqual(await client.rows('select id, subject from tickets order by id'), [
    [1, 'No light'],
    [2, 'No sound'],
    [3, 'No heat'],
  ]);
});

const throwsOnImport = `throw new TypeError('this plugin cannot be imported');
export default {};
`;

const failsItsTable = `import { defineConnector, UpstreamError } from '@agnes/sdk/connector';
export default defineConnector({
  async check() {},
  async *discover() {},
  async *read({ tables }) {
    for (const { id } of tables) {
      yield { type: 'failed', table: id, error: UpstreamError({ reason: 'The archive is closed on Mondays.' }) };
    }
  },
});
`;

test.serial(
  'broken plugins leave the others working, and each says what is wrong and what to do',
  async (t) => {
    const dataDir = join(await tempFolder(t), 'data');
    const local = join(dataDir, 'plugins', 'local');
    await cp('docs/examples/calendar', join(local, 'calendar'), { recursive: true });
    const manifest = { ...connectorManifest('acme/misspelt', 'misspelt'), licence: 'MIT' };
    await writePlugin(local, 'misspelt', { 'agnes.plugin.json': manifest, 'connector.ts': failsItsTable });
    await writePlugin(local, 'no-json', { 'agnes.plugin.json': '{ "manifestVersion": 1,' });
    await writePlugin(local, 'thrower', {
      'agnes.plugin.json': connectorManifest('acme/thrower', 'thrower'),
      'connector.ts': throwsOnImport,
    });
    await writePlugin(local, 'failing', {
      'agnes.plugin.json': connectorManifest('acme/failing', 'failing'),
      'connector.ts': failsItsTable,
    });
    const sources = [
      {
        slug: 'days',
        type: 'calendar',
        config: { first_year: 2024, last_year: 2024 },
        tables: [{ name: 'days', source_table: 'days' }],
      },
      { slug: 'thrower', type: 'thrower', tables: [{ name: 'thrown', source_table: 'x' }] },
      { slug: 'failing', type: 'failing', tables: [{ name: 'failed', source_table: 'x' }] },
    ];
    const client = await (await startHost(t, { dataDir, config: { sources } })).asAdmin();

    const job = await client.sync();
    const { conditions } = await client.ask('GET /api/admin/conditions');

    t.like(job, { status: 'partial' });
    t.deepEqual(await client.rows('select count(*) from days'), [[366]]);
    const told = toldBy(conditions);
    t.deepEqual(
      told.map(({ code }) => code),
      ['source_failed', 'source_failed', 'plugin_failed', 'plugin_failed'],
    );
    t.regex(told[2]?.why ?? '', /"misspelt" .+ \/licence .+ did you mean "license"/);
    t.regex(told[3]?.why ?? '', /"no-json" .+ is not JSON/);
    t.regex(told[0]?.why ?? '', /"failing" .+ The archive is closed on Mondays\./);
    t.regex(told[1]?.why ?? '', /"thrower" .+ this plugin cannot be imported/);
    t.true(told.every(({ remedy }) => remedy.length > 20));
  },
);

interface Condition {
  readonly code: string;
  readonly why: string;
  readonly remedy: string;
}

const toldBy = (conditions: unknown): readonly Condition[] =>
  (conditions as readonly Condition[]).toSorted((a, b) => (a.why < b.why ? -1 : 1));
