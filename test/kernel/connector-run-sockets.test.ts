import { mkdir } from 'node:fs/promises';
import { createServer } from 'node:net';
import { join } from 'node:path';
import test, { type ExecutionContext } from 'ava';
import { startUpstream } from '../fixtures/broker/upstream.ts';
import { rowsOf, run } from '../fixtures/connector-run/run.ts';
import { tempFolder } from '../support/temp-folder.ts';

const why = 'to read it';
const database = { config: 'host', portConfig: 'port', why };
const sockets = [database, { config: 'folder', why }, { host: '*.example', why }];

/** A folder with socket files that answer. */
const socketFolder = async (t: ExecutionContext): Promise<string> => {
  const folder = await tempFolder(t);
  await mkdir(join(folder, 'deeper'));
  for (const path of ['granted.sock', 'deeper/other.sock']) {
    const server = createServer().listen(join(folder, path));
    t.teardown(() => server.close());
  }
  return folder;
};

const refusals = {
  'connect to what is granted': 'got through',
  'look up what is granted': 'got through',
  'fetch from what is granted': 'got through',
  'connect to a granted socket file': 'got through',
  'loop over an array': 'got through',
  'connect to another port': 'EACCES',
  'connect to another address': 'EACCES',
  'connect to an address as IPv6': 'EACCES',
  'connect to another name': 'host_not_declared',
  'connect to a name that leads inside': 'address_refused',
  'bring a lookup of its own': 'EACCES',
  'connect to another socket file': 'EACCES',
  'connect to an abstract socket': 'EACCES',
  'fetch from a name that leads inside': 'address_refused',
  'connect by TLS': 'EACCES',
  'get from another address': 'EACCES',
  'speak HTTP/2': 'EACCES',
  'start a worker': 'ERR_ACCESS_DENIED',
  listen: 'EACCES',
  'listen on a socket file': 'EACCES',
  'send a datagram': 'ERR_ACCESS_DENIED',
  'ask a name server': 'ERR_ACCESS_DENIED',
  'ask a name server of its own': 'ERR_ACCESS_DENIED',
  'ask through a resolver': 'ERR_ACCESS_DENIED',
  'look up another name': 'host_not_declared',
  'take the handle of a socket': 'error -13',
  'put back the lookup': 'Cannot redefine property: lookup',
  'replace what the guard asks': "Cannot assign to read only property 'endsWith' of object '[object String]'",
  'replace what an import gave': 'still the same',
};

test('a connector that opens connections reaches what it was granted, and nothing else', async (t) => {
  const { port } = await startUpstream(t, (_request, response) => {
    response.end('hello');
  });

  const rows = await rowsOf(
    await run(t, {
      entry: 'escape-sockets.ts',
      config: { host: 'localhost', port: Number(port), folder: await socketFolder(t) },
      capabilities: { sockets },
      privateAllowed: ['localhost'],
      outbound: { resolve: { 'inside.example': '127.0.0.2' } },
    }),
  );

  t.deepEqual(Object.fromEntries(rows.map(({ attempt, result }) => [attempt, result])), refusals);
});

test('a setting that leads inside the network stops the run before it starts', async (t) => {
  const { outcome } = await run(t, {
    entry: 'escape-sockets.ts',
    config: { host: '127.0.0.1' },
    capabilities: { sockets },
  });

  t.like(outcome, { ok: false, error: { code: 'address_refused' } });
});
