import { mkdir, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import test, { type ExecutionContext } from 'ava';
import { startUpstream } from '../fixtures/broker/upstream.ts';
import { reading, trying } from '../fixtures/hostile-plugins/connectors.ts';
import { endedConnectors } from '../fixtures/hostile-plugins/ended-connectors.ts';
import { refusedPlugins } from '../fixtures/hostile-plugins/refused-tries.ts';
import type { HostClient } from '../support/host-client.ts';
import { writePlugin } from '../support/plugin-folders.ts';
import { type StartedHost, startHost } from '../support/start-host.ts';
import { tempFolder } from '../support/temp-folder.ts';

const honest = reading(
  'honest',
  `yield { type: 'columns', table, columns }; yield { type: 'rows', table, rows: [{ a: 42 }] };`,
);

const startAmongHostile = async (t: ExecutionContext) => {
  const folder = await tempFolder(t);
  const [dataDir, outside] = [join(folder, 'data'), join(folder, 'outside')];
  await mkdir(outside);
  await writeFile(join(outside, 'key'), 'secret');
  for (const name of ['code.mjs', 'code.cjs', 'x.node']) await writeFile(join(outside, name), '');
  const reached: unknown[] = [];
  const { port } = await startUpstream(t, (request, response) => {
    reached.push(request.url);
    response.end('reached');
  });
  const targets = { '%data%': dataDir, '%outside%': outside, '%port%': port };
  const local = join(dataDir, 'plugins', 'local');
  const all: Record<string, object> = { honest };
  for (const [id, tries] of Object.entries(refusedPlugins)) all[id] = trying(id, tries, { targets });
  for (const [id, { files }] of Object.entries(endedConnectors)) all[id] = files;
  for (const [id, files] of Object.entries(all)) await writePlugin(local, id, { ...files });
  const sources = Object.keys(all).map((id) => ({
    slug: tableOf(id),
    type: id,
    tables: [{ name: tableOf(id), source_table: 'x' }],
  }));
  const host = await startHost(t, { dataDir, config: { sources } });
  return { host, outside, reached };
};

const tableOf = (id: string): string => id.replaceAll('-', '_');

test('connectors that try to leave their process, or to harm the host by it, are refused and named; the rest goes on', async (t) => {
  const { host, outside, reached } = await startAmongHostile(t);
  const client = await host.asAdmin();

  const running = client.sync();
  t.deepEqual(await client.rows('select 42 as a'), [[42]]);
  t.like(await running, { status: 'partial' });

  t.deepEqual(await client.rows('select a from honest'), [[42]]);
  const through: unknown[] = [];
  for (const [id, tries] of Object.entries(refusedPlugins)) {
    const rows = await client
      .rows(`select attempt, result from ${tableOf(id)}`)
      .catch((error) => [[id, error]]);
    t.is((rows as unknown[]).length, Object.keys(tries).length, id);
    for (const [attempt, result] of rows as string[][])
      if (!isRefusal(String(result))) through.push(`${id}: ${attempt}: ${result}`);
  }
  t.deepEqual(through, []);
  t.deepEqual(reached, []);
  t.deepEqual((await readdir(outside)).sort(), ['code.cjs', 'code.mjs', 'key', 'x.node']);
  await named(t, client);
  await goesOn(t, host, client);
});

const isRefusal = (result: string): boolean =>
  /^(ERR_ACCESS_DENIED|ERR_DLOPEN_DISABLED|ERR_UNKNOWN_BUILTIN_MODULE|ERR_MODULE_NOT_FOUND|MODULE_NOT_FOUND|ERR_UNSUPPORTED_ESM_URL_SCHEME|no connection)$/.test(
    result,
  );

/** Each that was ended is a condition that names it. */
const named = async (t: ExecutionContext, client: HostClient): Promise<void> => {
  const { conditions } = await client.ask('GET /api/admin/conditions');
  const told = (conditions as readonly { readonly code: string; readonly why: string }[]).filter(
    ({ code }) => code === 'source_failed',
  );
  const unlike: string[] = [];
  for (const [id, { told: expected }] of Object.entries(endedConnectors)) {
    const why = told.find(({ why }) => why.includes(`"${tableOf(id)}"`))?.why ?? '';
    if (!expected.test(why)) unlike.push(`${id}: ${why}`);
  }
  t.deepEqual(unlike, []);
};

const goesOn = async (t: ExecutionContext, host: StartedHost, client: HostClient): Promise<void> => {
  t.like(await client.sync({ connection: 'honest', force: true }), { status: 'succeeded' });
  t.deepEqual(await client.rows('select a from honest'), [[42]]);
  t.is(await host.stop(), 0);
};
