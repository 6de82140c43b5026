import { readFile, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { gzipSync } from 'node:zlib';
import test, { type ExecutionContext } from 'ava';
import { startUpstream } from '../fixtures/broker/upstream.ts';
import { planned, type Ran, type RunSetup, run } from '../fixtures/connector-run/run.ts';
import { likeWhole } from '../support/like-whole.ts';
import { tempFolder } from '../support/temp-folder.ts';

const folder = resolve('plugins/connector-files');

/** The bundled connector of files, in a real child. */
const runFiles = (t: ExecutionContext, setup: Omit<RunSetup, 'entry'>): Promise<Ran> =>
  run(t, {
    folder,
    entry: 'connector.ts',
    capabilities: {
      files: [{ from: 'config.location', why: 'x' }],
      network: [{ config: 'urls', why: 'x' }],
    },
    privateAllowed: ['127.0.0.1'],
    ...setup,
  });

const stateOf = ({ outcome: { tables } }: Ran): unknown =>
  tables.map((table) => 'state' in table && table.state)[0];

test('files in a granted folder are named, and named again only when they change', async (t) => {
  const location = await tempFolder(t);
  await writeFile(join(location, 'a.csv'), 'a\n1\n');
  const setup = { config: { location }, readable: [location] };
  const table = planned('table', { sourceTable: 'a.csv' });

  const first = await runFiles(t, { ...setup, tables: [table] });
  const second = await runFiles(t, { ...setup, tables: [{ ...table, state: stateOf(first) }] });

  likeWhole(t, first.outcome.tables, [
    { status: 'read', files: [{ path: join(location, 'a.csv'), format: { kind: 'csv' } }] },
  ]);
  likeWhole(t, second.outcome.tables, [{ status: 'unchanged' }]);
});

test('a folder that was not granted is denied, whatever the settings say', async (t) => {
  const location = await tempFolder(t);

  const { outcome } = await runFiles(t, { command: 'check', config: { location }, readable: [] });

  t.like(outcome, { ok: false, error: { code: 'access_denied' } });
});

test('a missing folder fails every table', async (t) => {
  const location = join(await tempFolder(t), 'gone');

  const { outcome } = await runFiles(t, { config: { location }, readable: [location] });

  likeWhole(t, outcome, { ok: false, error: { code: 'folder_missing' }, tables: [{ status: 'failed' }] });
});

test('the test data set of the demo is discovered', async (t) => {
  const location = resolve('node_modules/vega-datasets/data');

  const { outcome } = await runFiles(t, { command: 'discover', config: { location }, readable: [location] });

  const names = outcome.discovered.map(({ name }) => name);
  t.true(['flights_3m', 'airports', 'zipcodes', 'movies'].every((name) => names.includes(name)));
});

test('files on the web are fetched into staging, and only again when one has changed', async (t) => {
  let version = 1;
  const requests: string[] = [];
  const { origin } = await startUpstream(t, (request, response) => {
    const etag = request.url === '/open/b.csv.gz' ? `"${version}"` : '"same"';
    const known = request.headers['if-none-match'] === etag;
    requests.push(`${request.url} ${known ? 304 : 200}`);
    response.writeHead(known ? 304 : 200, { etag });
    response.end(known ? '' : gzipSync(`a\n${version}\n`));
  });
  const config = {
    location: `${origin}/open`,
    allow_http: true,
    urls: [`${origin}/open/a.csv.gz`, `${origin}/open/b.csv.gz`],
  };
  const table = planned('table', { sourceTable: '*' });

  const first = await runFiles(t, { config, tables: [table] });
  const second = await runFiles(t, { config, tables: [{ ...table, state: stateOf(first) }] });
  version = 2;
  const third = await runFiles(t, { config, tables: [{ ...table, state: stateOf(first) }] });

  likeWhole(t, first.outcome.tables, [
    {
      status: 'read',
      files: [
        { path: join(first.staging, 'download-1.csv.gz') },
        { path: join(first.staging, 'download-2.csv.gz') },
      ],
    },
  ]);
  t.deepEqual(await readFile(join(first.staging, 'download-1.csv.gz')), gzipSync('a\n1\n'));
  likeWhole(t, second.outcome.tables, [{ status: 'unchanged' }]);
  likeWhole(t, third.outcome.tables, [
    {
      files: [
        { path: join(third.staging, 'download-3.csv.gz') },
        { path: join(third.staging, 'download-2.csv.gz') },
      ],
    },
  ]);
  t.deepEqual(requests, [
    '/open/a.csv.gz 200',
    '/open/b.csv.gz 200',
    '/open/a.csv.gz 304',
    '/open/b.csv.gz 304',
    '/open/a.csv.gz 304',
    '/open/b.csv.gz 200',
    '/open/a.csv.gz 200',
  ]);
});

test('what a web server answers instead of a file is told as what it is', async (t) => {
  const { origin } = await startUpstream(t, (request, response) => {
    response.writeHead(Number(request.url?.slice(1, 4)), { 'retry-after': '7' }).end('no');
  });
  const urls = ['401', '404', '503', '304'].map((status) => `${origin}/${status}.csv`);
  const tables = urls.map((url) => planned(url, { sourceTable: url.slice(origin.length + 1) }));

  const { outcome } = await runFiles(t, { config: { location: origin, urls, allow_http: true }, tables });

  likeWhole(t, outcome.tables, [
    { status: 'failed', error: { code: 'auth_expired', retryable: false } },
    { status: 'failed', error: { code: 'file_missing', retryable: false } },
    { status: 'failed', error: { code: 'upstream_error', retryable: true } },
    { status: 'failed', error: { code: 'upstream_error', retryable: true } },
  ]);
});

test('the check asks for the first address without fetching it', async (t) => {
  const methods: (string | undefined)[] = [];
  const { origin } = await startUpstream(t, (request, response) => {
    methods.push(request.method);
    response.end();
  });

  const { outcome } = await runFiles(t, {
    command: 'check',
    config: { location: origin, allow_http: true, urls: [`${origin}/a.csv`] },
  });

  t.true(outcome.ok);
  t.deepEqual(methods, ['HEAD']);
});
