import { once } from 'node:events';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import type { ExecutionContext } from 'ava';
import test from 'ava';
import { fetchExtensions } from '../../plugins/connector-files/test/support/extensions.ts';
import { startS3 } from '../../plugins/connector-files/test/support/s3-server.ts';
import { filesBelow } from '../support/files-below.ts';
import { newWorkspace, runCli } from '../support/run-cli.ts';
import { admin, startHost } from '../support/start-host.ts';
import { tempFolder } from '../support/temp-folder.ts';

const canary = 'canary-of-files-5f1e';

/** Files on the web, for whoever brings the secret. */
const startWeb = async (t: ExecutionContext): Promise<Server> => {
  const server = createServer(({ headers }, response) => {
    if (headers.authorization !== `Bearer ${canary}`) response.writeHead(401).end();
    else response.writeHead(200, { etag: '"1"' }).end('code,name\nZRH,Zürich\nOSL,Oslo\n');
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  t.teardown(() => server.close());
  return server;
};

interface Places {
  readonly folder: string;
  readonly web: string;
  readonly store: string;
}

const sourcesAt = ({ folder, web, store }: Places) => ({
  files: { roots: [folder] },
  egress: { private: ['127.0.0.1'] },
  sources: [
    { slug: 'exports', type: 'files', config: { location: folder } },
    {
      slug: 'web',
      type: 'files',
      config: {
        location: `${web}/`,
        urls: [`${web}/airports.csv`],
        secret_env: 'WEB_SECRET',
        allow_http: true,
      },
    },
    {
      slug: 'bucket',
      type: 'files',
      config: {
        location: 's3://bucket/in',
        s3: {
          ...{ endpoint: store, use_ssl: false, url_style: 'path', region: 'eu-west-1' },
          ...{ key_env: 'STORE_KEY', secret_key_env: 'STORE_SECRET' },
        },
      },
    },
  ],
});

/** A host whose three sources are a folder, a server of the web and a store, each with one table that the CLI has registered. */
const openLab = async (t: ExecutionContext) => {
  const folder = await tempFolder(t);
  const dataDir = join(await tempFolder(t), 'data');
  await mkdir(join(folder, 'orders'));
  await writeFile(join(folder, 'orders', '1.csv'), 'id,total\n1,10.5\n2,\n');
  const hasStore = await fetchExtensions(join(dataDir, 'duckdb-extensions'));
  const objects = new Map([['in/people.csv', Buffer.from('id,name\n1,Ada\n')]]);
  const store = await startS3({ name: 'bucket', keyId: 'KEY', secret: canary, objects });
  t.teardown(store.close);
  const web = await startWeb(t);
  // It listens on a port.
  const { port } = web.address() as AddressInfo;
  const host = await startHost(t, {
    dataDir,
    env: { WEB_SECRET: `Bearer ${canary}`, STORE_KEY: 'KEY', STORE_SECRET: canary },
    config: sourcesAt({ folder, web: `http://127.0.0.1:${port}`, store: store.endpoint }),
  });
  const { env, cwd } = await newWorkspace(t);
  const here = { cwd, env: { ...env, AGNES_SERVER: host.url } };
  const login = ['auth', 'login', '--email', admin.email, '--password-stdin'];
  await runCli(t, login, { ...here, input: admin.password });
  const register = (name: string, connection: string, sourceTable: string) => {
    const where = ['--source-type', 'files', '--connection', connection, '--source-table', sourceTable];
    return runCli(t, ['admin', 'register-table', name, ...where], here);
  };
  return { t, folder, dataDir, hasStore, store, web, host, client: await host.asAdmin(), register };
};

type Lab = Awaited<ReturnType<typeof openLab>>;

test('tables of a folder, of the web and of a store, from an empty data folder by the command line, and a server that goes away', async (t) => {
  const lab = await openLab(t);

  await registerAndRead(lab);
  await loseServers(lab);
  await lookForSecret(lab);
});

const registerAndRead = async ({ t, hasStore, client, register }: Lab): Promise<void> => {
  const added = [
    await register('orders', 'exports', 'orders'),
    await register('airports', 'web', 'airports.csv'),
    ...(hasStore ? [await register('people', 'bucket', 'people.csv')] : []),
  ];
  if (!hasStore) t.log("Not run over a store, because DuckDB's extensions cannot be had here.");

  const job = await client.sync();

  for (const { code, stderr } of added) t.is(code, 0, stderr);
  t.like(job, { status: 'succeeded', result: { published: added.length } });
  t.deepEqual(await client.rows('SELECT id, total FROM orders ORDER BY id'), [
    [1, 10.5],
    [2, null],
  ]);
  t.deepEqual(await client.rows('SELECT name FROM airports ORDER BY code'), [['Oslo'], ['Zürich']]);
  if (hasStore) t.deepEqual(await client.rows('SELECT id, name FROM people'), [[1, 'Ada']]);
};

/** The folder goes on; what the servers had stays as it was, and administrators read what to do. */
const loseServers = async ({ t, folder, store, web, client }: Lab): Promise<void> => {
  web.closeAllConnections();
  web.close();
  store.close();
  await writeFile(join(folder, 'orders', '2.csv'), 'id,total\n3,7\n');

  await client.untilEvent(await client.trigger({ force: true }), 'log', 'source_ended');
  await client.sync({ connection: 'exports' });

  const { text: health } = await client.send('GET /api/health/detailed');
  t.deepEqual(await client.rows('SELECT count(*) AS n FROM orders'), [[3]]);
  t.deepEqual(await client.rows('SELECT count(*) AS n FROM airports'), [[2]]);
  t.regex(health, /ECONNREFUSED.*Check that the host is reachable/s);
};

const lookForSecret = async ({ t, host, dataDir, client }: Lab): Promise<void> => {
  const shown: string[] = [host.stdout(), host.stderr()];
  for (const list of ['jobs', 'admin/registry', 'admin/sources', 'admin/secrets', 'sync/runs']) {
    shown.push((await client.send(`GET /api/${list}`)).text);
  }
  await host.stop();
  const files = (await filesBelow(dataDir)).filter((path) => !path.includes('duckdb-extensions'));
  for (const path of files) shown.push(await readFile(path, 'latin1'));
  for (const text of shown) t.false(text.includes(canary));
};
