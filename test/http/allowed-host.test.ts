import { Type } from '@agnes/sdk';
import test, { type ExecutionContext } from 'ava';
import { bind, operation } from '../../host/http/operation.ts';
import { guardedServer } from '../support/guarded-server.ts';
import { rawBytes, rawRequest } from '../support/raw-request.ts';

const open = (route: string) =>
  operation({
    id: `test.${route}`,
    route,
    summary: 'Open.',
    who: 'public',
    result: Type.Object({}),
    run: async () => ({}),
  });

const operations = bind([open('GET /api/open'), open('GET /healthz'), open('GET /readyz')], {});

const served = async (t: ExecutionContext) => {
  const { url: origin } = await guardedServer(t, {
    operations,
    origin: 'https://data.acme.example',
    allowedHosts: ['agnes.internal', 'Tunnel.example:9000', '[fd00::1]'],
  });
  const { port } = new URL(origin);
  const statusFor = async (host: string, path = '/api/open') =>
    (await rawRequest(origin, path, { headers: { host } })).status;
  return { origin, port, statusFor };
};

test('T45: a request is answered under the names of this host only', async (t) => {
  const { port, statusFor } = await served(t);
  const ours = [
    'data.acme.example',
    'DATA.acme.example',
    'data.acme.example:443',
    `localhost:${port}`,
    `127.0.0.1:${port}`,
    `[::1]:${port}`,
    'localhost',
    'agnes.internal',
    'agnes.internal:8000',
    'tunnel.example:9000',
    '[fd00::1]:8000',
  ];

  t.deepEqual(
    await Promise.all(ours.map(async (host) => `${host} ${await statusFor(host)}`)),
    ours.map((host) => `${host} 200`),
  );
});

test('T45: twenty other spellings are a 421', async (t) => {
  const { port, statusFor } = await served(t);
  const foreign = [
    'evil.example',
    `evil.example:${port}`,
    'data.acme.example.evil.example',
    'evil.example#data.acme.example',
    'data.acme.example@evil.example',
    'data.acme.example:80',
    'data.acme.example:8443',
    'data.acme.example.',
    'data.acme.example:443:443',
    'xdata.acme.example',
    `localhost.evil.example:${port}`,
    'localhost:1',
    `localhost.:${port}`,
    `127.0.0.1.nip.io:${port}`,
    `127.1:${port}`,
    `2130706433:${port}`,
    `10.0.0.1:${port}`,
    `[::]:${port}`,
    'tunnel.example',
    'tunnel.example:9000,data.acme.example',
  ];

  t.is(foreign.length, 20);
  t.deepEqual(
    await Promise.all(foreign.map(async (host) => `${host} ${await statusFor(host)}`)),
    foreign.map((host) => `${host} 421`),
  );
});

test('T45: a proxy header names nobody', async (t) => {
  const { origin } = await served(t);
  const forwarded = { 'x-forwarded-host': 'data.acme.example', forwarded: 'host=data.acme.example' };

  const answer = await rawRequest(origin, '/api/open', { headers: { host: 'evil.example', ...forwarded } });

  t.is(answer.status, 421);
  t.like(JSON.parse(answer.body), {
    code: 'misdirected_request',
    detail: 'This host does not answer under the name "evil.example".',
  });
});

test('probes are asked by whatever address, and nothing else below their path is', async (t) => {
  const { statusFor } = await served(t);

  t.is(await statusFor('10.1.2.3:8000', '/healthz'), 200);
  t.is(await statusFor('10.1.2.3:8000', '/readyz'), 200);
  t.is(await statusFor('10.1.2.3:8000', '/healthz/'), 421);
  t.is(await statusFor('10.1.2.3:8000', '/healthz/../api/open'), 421);
});

test('T45: a request without any name is a 421, and a second name changes nothing', async (t) => {
  const { origin } = await served(t);
  const close = 'Connection: close\r\n\r\n';

  const older = await rawBytes(origin, 'GET /api/open HTTP/1.0\r\n\r\n');
  const empty = await rawBytes(origin, `GET /api/open HTTP/1.1\r\nHost:\r\n${close}`);
  const absolute = await rawBytes(
    origin,
    `GET http://data.acme.example/api/open HTTP/1.1\r\nHost: evil.example\r\n${close}`,
  );
  const twice = await rawBytes(
    origin,
    `GET /api/open HTTP/1.1\r\nHost: evil.example\r\nHost: data.acme.example\r\n${close}`,
  );

  t.deepEqual(
    [older, empty, absolute, twice].map((text) => text.slice(9, 12)),
    ['421', '421', '421', '421'],
  );
});
