import { mkdir } from 'node:fs/promises';
import { createServer } from 'node:net';
import { join } from 'node:path';
import test, { type ExecutionContext } from 'ava';
import { startUpstream } from '../fixtures/broker/upstream.ts';
import { type Tries, trying } from '../fixtures/hostile-plugins/connectors.ts';
import { echoing } from '../fixtures/hostile-plugins/echoing-server.ts';
import {
  asking,
  echoes,
  methods,
  redirects,
  smuggling,
  spellings,
} from '../fixtures/hostile-plugins/requests.ts';
import { sockets } from '../fixtures/hostile-plugins/sockets.ts';
import type { HostClient } from '../support/host-client.ts';
import { connectorManifest, writePlugin } from '../support/plugin-folders.ts';
import { startHost } from '../support/start-host.ts';
import { tempFolder } from '../support/temp-folder.ts';

const canary = ['canary', '7c1e90aa', 'x9'].join('-');
const why = 'to read it';
const secret = { config: 'token', header: 'X-Token', template: 'T {secret}' };

/** How a connector may go out: by its broker, or by sockets. */
const ways = {
  broker: { capabilities: { network: [{ config: 'base', why, secret }] }, keys: ['base', 'token'] },
  sockets: {
    capabilities: { sockets: [{ config: 'host', portConfig: 'port', why }] },
    keys: ['host', 'port'],
  },
} as const;

test('connectors that ask for more than was declared get it by no spelling, redirect, header or echo, and sockets lead where they were granted', async (t) => {
  const { client, seen, all } = await startAmong(t);
  await onlyMethodsFails(t, client);

  const elsewhere = /^(host_not_declared|address_refused|url_refused)$/;
  t.deepEqual(await unrefused(client, 'asks_elsewhere', elsewhere), []);
  t.deepEqual(await unrefused(client, 'follows_redirects', elsewhere), []);
  t.deepEqual(await unrefused(client, 'smuggles', /^request_refused$/), []);
  t.false(seen.includes('/smuggled'));
  t.true(seen.includes('/echo'));
  t.deepEqual(
    (await rowsOf(client, 'echoes')).filter(([, result]) => holdsSecret(result)),
    [],
  );
  t.like(Object.fromEntries(await rowsOf(client, 'echoes')), {
    'in pieces of a file': 'you sent T [secret]',
  });
  t.deepEqual(
    await unrefused(
      client,
      'opens_sockets',
      /^(EACCES|ERR_ACCESS_DENIED|host_not_declared|address_refused)$/,
    ),
    [['granted', 'got through']],
  );
  for (const [table, tries] of Object.entries(all))
    if (table !== 'methods') t.is((await rowsOf(client, table)).length, Object.keys(tries).length, table);
  await isLabelled(t, client);
});

type Row = readonly [string, string];

const rowsOf = async (client: HostClient, table: string): Promise<readonly Row[]> =>
  // Two columns of text, by the connector of the test.
  (await client.rows(`select attempt, result from ${table}`)) as Row[];

const unrefused = async (client: HostClient, table: string, refusal: RegExp): Promise<readonly Row[]> =>
  (await rowsOf(client, table)).filter(([, result]) => !refusal.test(result));

const holdsSecret = (text: string): boolean => {
  const bytes = Buffer.from(canary);
  return [canary, bytes.toString('hex'), bytes.toString('base64')].some((form) => text.includes(form));
};

/** A request that is none ends its run, and the plugin is named. */
const onlyMethodsFails = async (t: ExecutionContext, client: HostClient): Promise<void> => {
  const { status, result } = await client.sync();
  t.is(status, 'partial');
  // The result of a run, as docs/http-api.md has it.
  const { tables } = result as { tables: { name: string; error: { message: string } | null }[] };
  const failed = tables.filter(({ error }) => error !== null);
  t.deepEqual(
    failed.map(({ name }) => name),
    ['methods'],
  );
  t.regex(String(failed[0]?.error?.message), /"hostile\/methods" broke the protocol .* \/request\/method/);
};

/** Whoever looks at the plugins sees which of them open sockets, and what that means. */
const isLabelled = async (t: ExecutionContext, client: HostClient): Promise<void> => {
  const { confinement, sockets: shown } = await client.ask('GET /api/admin/plugins/hostile/opens-sockets');
  t.like(confinement, { level: 'seat_belt' });
  t.deepEqual(shown, ['config.host']);
  const other = await client.ask('GET /api/admin/plugins/hostile/echoes');
  t.like(other, { sockets: [], confinement: { level: 'confined' } });
};

const startAmong = async (t: ExecutionContext) => {
  const seen: string[] = [];
  const { origin: base, port } = await startUpstream(t, echoing(seen));
  const folder = await tempFolder(t);
  await mkdir(join(folder, 'outside'));
  const server = createServer().listen(join(folder, 'outside', 'host.sock'));
  t.teardown(() => server.close());
  const all: Readonly<Record<string, Tries>> = {
    asks_elsewhere: asking(spellings(port)),
    follows_redirects: redirects(base, port),
    smuggles: smuggling(base),
    methods: methods(base),
    echoes: echoes(base),
    opens_sockets: sockets(Number(port), join(folder, 'outside')),
  };
  const sources = [];
  for (const [slug, tries] of Object.entries(all)) {
    const [id, opens] = [slug.replaceAll('_', '-'), slug === 'opens_sockets'];
    const manifest = manifestFor(id, opens ? 'sockets' : 'broker');
    await writePlugin(join(folder, 'data', 'plugins', 'local'), id, trying(id, tries, { manifest }));
    const config = opens ? { host: 'localhost', port: Number(port) } : { base, token: 'SOURCE_TOKEN' };
    sources.push({ slug, type: id, config, tables: [{ name: slug, source_table: 'x' }] });
  }
  const config = { egress: { private: ['127.0.0.1', 'localhost'] }, sources };
  const host = await startHost(t, { dataDir: join(folder, 'data'), config, env: { SOURCE_TOKEN: canary } });
  return { client: await host.asAdmin(), seen, all };
};

const manifestFor = (id: string, way: keyof typeof ways) => {
  const { capabilities, keys } = ways[way];
  const { contributes, ...manifest } = connectorManifest(`hostile/${id}`, id);
  const [contribution] = contributes.connectors;
  const properties = Object.fromEntries(keys.map((key) => [key, { type: ['string', 'integer'] }]));
  const schema = { type: 'object', properties, additionalProperties: false };
  const connectors = [{ ...contribution, config: { version: 1, schema } }];
  return { ...manifest, capabilities, contributes: { connectors } };
};
