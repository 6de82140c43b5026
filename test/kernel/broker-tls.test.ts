import { execFile } from 'node:child_process';
import { readFile, writeFile } from 'node:fs/promises';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { promisify } from 'node:util';
import test, { type ExecutionContext } from 'ava';
import { outboundTerms } from '../../host/app/outbound-terms.ts';
import { brokerFor } from '../fixtures/broker/broker-for.ts';
import { rowsOf, run } from '../fixtures/connector-run/run.ts';
import { tempFolder } from '../support/temp-folder.ts';

const openssl = (folder: string, command: string) =>
  promisify(execFile)('openssl', command.split(' '), { cwd: folder });

/** An authority of its own, and a server for `service.example` that it has certified; nothing without openssl. */
const certifiedServer = async (t: ExecutionContext) => {
  const folder = await tempFolder(t);
  try {
    await openssl(folder, 'version');
  } catch {
    return undefined;
  }
  const key = '-newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes';
  await openssl(folder, `req -x509 ${key} -keyout ca.key -out ca.pem -days 2 -subj /CN=authority`);
  await openssl(folder, `req ${key} -keyout own.key -out own.csr -subj /CN=service`);
  await writeFile(join(folder, 'names'), 'subjectAltName=DNS:service.example');
  await openssl(folder, 'x509 -req -in own.csr -CA ca.pem -CAkey ca.key -days 2 -extfile names -out own.pem');
  const read = (name: string) => readFile(join(folder, name));
  const server = createServer(
    { key: await read('own.key'), cert: await read('own.pem') },
    (request, response) => void response.end(`hello from ${request.headers.host}`),
  );
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  t.teardown(() => server.close());
  // Listening on a port, so the address is one of IP.
  const { port } = server.address() as AddressInfo;
  return { folder, port };
};

test('a private service is reached by its name, where the instance says it is and whom it trusts', async (t) => {
  const server = await certifiedServer(t);
  if (!server) {
    t.pass('there is no openssl on this machine');
    return;
  }
  const { folder, port } = server;
  const resolve = { 'service.example': `127.0.0.1:${port}` };
  const allow = [{ host: 'service.example', port: '' }];
  const url = 'https://service.example/';
  const known = { allow, outbound: { resolve }, privateAllowed: ['127.0.0.1'] };
  const doubted = await t.throwsAsync(brokerFor(t, known).fetch(url));

  await t.throwsAsync(outboundTerms({ private: [], ca_file: join(folder, 'own.csr'), resolve }), {
    code: 'ca_unreadable',
  });
  const outbound = await outboundTerms({ private: [], ca_file: join(folder, 'ca.pem'), resolve });
  const { text } = await brokerFor(t, known).fetch(url);
  const rows = await rowsOf(
    await run(t, {
      entry: 'fetch-itself.ts',
      config: { url: `https://service.example:${port}/` },
      capabilities: { sockets: [{ config: 'url', why: 'to read it' }] },
      privateAllowed: ['127.0.0.1'],
      outbound,
    }),
  );

  t.regex(doubted.message, /unable to verify|self-signed/);
  t.is(text, 'hello from service.example');
  t.deepEqual(rows, [{ attempt: 'fetch', result: `hello from service.example:${port}` }]);
  await t.throwsAsync(brokerFor(t, { ...known, privateAllowed: [] }).fetch(url), { code: 'address_refused' });
});
