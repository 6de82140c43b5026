import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { Type } from '@agnes/sdk';
import test, { type ExecutionContext } from 'ava';
import { bind, operation } from '../../host/http/operation.ts';
import { guardedServer } from '../support/guarded-server.ts';
import { rawBytes } from '../support/raw-request.ts';

const open = operation({
  id: 'test.open',
  route: 'GET /healthz',
  summary: 'Open.',
  who: 'public',
  result: Type.Object({}),
  run: async () => ({ status: 'ok' }),
});

const change = operation({
  id: 'test.change',
  route: 'POST /api/change',
  summary: 'Change.',
  who: 'public',
  body: Type.Object({ a: Type.String() }),
  result: Type.Object({}),
  run: async () => ({}),
});

const pushed = operation({
  id: 'test.pushed',
  route: 'POST /pushed',
  summary: 'Take in.',
  who: 'public',
  signed: true,
  bodySeconds: 0.05,
  result: Type.Object({}),
  run: async ({ request: { raw } }) => ({ bytes: raw.length }),
});

const served = (t: ExecutionContext) => guardedServer(t, { operations: bind([open, change], {}) });

const half = async (t: ExecutionContext, url: string): Promise<Socket> => {
  const { hostname, port } = new URL(url);
  const socket = connect(Number(port), hostname);
  t.teardown(() => socket.destroy());
  await once(socket, 'connect');
  // The server may give it up while it is still being written to.
  socket.on('error', () => {});
  socket.write('POST /api/change HTTP/1.1\r\nHost: localhost:8000\r\nContent-Length: 100\r\n');
  return socket;
};

/** Resolves when the connection is gone, also when it was reset: what was written too late says so as an error. */
const closed = (socket: Socket): Promise<void> =>
  new Promise((resolve) => {
    if (socket.closed) return resolve();
    socket.once('close', () => resolve());
    socket.resume();
  });

test('T112: headers have ten seconds and 16 KiB, requests a minute, and connections are counted', async (t) => {
  const { server, url } = await served(t);
  const long = `GET /healthz HTTP/1.1\r\nHost: localhost:8000\r\nX-Long: ${'a'.repeat(17_000)}\r\n\r\n`;

  t.is(server.headersTimeout, 10_000);
  t.is(server.requestTimeout, 60_000);
  t.is(server.maxConnections, 2_000);
  t.regex(await rawBytes(url, long), /^HTTP\/1\.1 431 /);
});

test('T112: five hundred half-open requests keep nobody from being answered', async (t) => {
  const { url } = await served(t);
  await Promise.all(Array.from({ length: 500 }, () => half(t, url)));

  const { status } = await fetch(`${url}/healthz`);

  t.is(status, 200);
});

test('T111: headers and bodies that never end are given up, by the clock of the server', async (t) => {
  const { server, url } = await served(t);
  server.headersTimeout = 50;
  server.requestTimeout = 60;
  const [headers, body] = await Promise.all([half(t, url), half(t, url)]);
  const given = [headers, body].map(closed);

  body.write('Content-Type: application/json\r\n\r\n{"a":');

  await Promise.all(given);
  t.is((await fetch(`${url}/healthz`)).status, 200);
});

test('T111: a gigabyte that is announced is refused before a byte of it is read', async (t) => {
  const { url } = await served(t);
  const announced = `POST /api/change HTTP/1.1\r\nHost: localhost:8000\r\nContent-Type: application/json\r\nContent-Length: 1073741824\r\n\r\n{`;
  const { hostname, port } = new URL(url);
  const socket = connect(Number(port), hostname);
  t.teardown(() => socket.destroy());
  socket.write(announced);

  const [answer] = (await once(socket, 'data')) as [Buffer];

  t.regex(answer.toString(), /^HTTP\/1\.1 413 /);
});

test('a signed body that comes too slowly is answered with a 408, and its connection is closed', async (t) => {
  const { url } = await guardedServer(t, { operations: bind([pushed], {}) });
  const begun = 'POST /pushed HTTP/1.1\r\nHost: localhost:8000\r\nContent-Length: 100\r\n\r\nsome';

  const answer = await rawBytes(url, begun);
  const whole = await fetch(`${url}/pushed`, { method: 'POST', body: 'it is no JSON' });

  t.regex(answer, /^HTTP\/1\.1 408 /);
  t.regex(answer, /"code":"body_too_slow"/);
  t.deepEqual(await whole.json(), { bytes: 13 });
});
