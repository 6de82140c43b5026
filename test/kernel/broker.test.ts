import type { IncomingMessage } from 'node:http';
import { Secret } from '@agnes/sdk';
import test from 'ava';
import { hostRules, secretValue } from '../../host/kernel/broker-rules.ts';
import { brokerFor, loopback } from '../fixtures/broker/broker-for.ts';
import { startUpstream } from '../fixtures/broker/upstream.ts';

const canary = 'canary-7f3a9c1e';

test('a declared and approved host is reached, with the headers and the body the plugin gave', async (t) => {
  const { origin, port } = await startUpstream(t, async (request, response) => {
    const body = await textOf(request);
    response.setHeader('x-seen', String(request.headers['x-mine']));
    response.writeHead(201).end(`${request.method} ${request.url} ${body}`);
  });
  const broker = brokerFor(t, { allow: [loopback(port)] });

  const answer = await broker.fetch(`${origin}/a?b=1`, {
    method: 'POST',
    headers: { 'X-Mine': 'é' },
    body: 'hi',
  });

  t.is(answer.status, 201);
  t.is(answer.text, 'POST /a?b=1 hi');
  t.is(answer.headers['x-seen'], 'é');
});

test('a host that the manifest does not declare is refused before any connection', async (t) => {
  let calls = 0;
  const { origin } = await startUpstream(t, (_request, response) => {
    calls += 1;
    response.end();
  });
  const broker = brokerFor(t, { allow: [{ host: '127.0.0.1', port: '1' }] });

  await t.throwsAsync(broker.fetch(origin), { code: 'host_not_declared' });

  t.is(calls, 0);
});

test('the host adds the secret; the plugin never sees it, not even echoed back', async (t) => {
  const { origin, port } = await startUpstream(t, (request, response) => {
    response.setHeader('x-echo', String(request.headers.authorization));
    response.end(`you sent ${request.headers.authorization}`);
  });
  const secret = { name: 'TOKEN', header: 'authorization', template: 'Bearer {secret}' };
  const broker = brokerFor(t, {
    allow: [{ ...loopback(port), secret }],
    secrets: (name) => (name === 'TOKEN' ? new Secret(canary) : undefined),
  });

  const answer = await broker.fetch(origin);

  t.is(answer.text, 'you sent Bearer [secret]');
  t.is(answer.headers['x-echo'], 'Bearer [secret]');
});

test('a login of a setting and a secret is sent in base64, and scrubbed like the secret', async (t) => {
  const { origin, port } = await startUpstream(t, (request, response) => {
    response.end(String(request.headers.authorization));
  });
  const network = [
    {
      config: 'url',
      secret: { config: 'token', header: 'Authorization', template: 'Basic {basic:email}' },
      why: 'x',
    },
  ];
  const config = { url: origin, token: 'TOKEN', email: 'ann@example.org' };
  const [rule] = hostRules(network, config);
  const broker = brokerFor(t, { allow: rule ? [rule] : [], secrets: () => new Secret('{secret} of mine') });

  const { text } = await broker.fetch(origin);

  t.is(rule?.port, port);
  t.is(text, 'Basic [secret]');
  t.deepEqual(
    secretValue({ name: '', header: '', template: '{basic:a}', users: { a: 'b' } }, new Secret('c')).value,
    'Yjpj',
  );
});

test('a secret that is not stored ends the request with its name', async (t) => {
  const secret = { name: 'TOKEN', header: 'authorization', template: '{secret}' };
  const broker = brokerFor(t, { allow: [{ host: 'data.example', port: '', secret }] });

  await t.throwsAsync(broker.fetch('https://data.example/'), { code: 'secret_missing', message: /"TOKEN"/ });
});

test('an error that quotes the secret is scrubbed in every encoding of it', async (t) => {
  const broken = `${canary}\u{1F600}`;
  const secret = { name: 'TOKEN', header: 'x-token', template: '{secret}' };
  const broker = brokerFor(t, {
    allow: [{ host: 'data.example', port: '', secret }],
    secrets: () => new Secret(broken),
  });

  const error = await t.throwsAsync(broker.fetch('https://data.example/'));

  t.false(error.message.includes(canary));
  t.is(
    broker.scrub(`a ${Buffer.from(broken).toString('base64')} ${encodeURIComponent(broken)} b`),
    'a [secret] [secret] b',
  );
});

test('a redirect to another origin carries neither the secret nor the credentials of the plugin', async (t) => {
  const seen: IncomingMessage['headers'][] = [];
  const other = await startUpstream(t, (request, response) => {
    seen.push(request.headers);
    response.end('there');
  });
  const first = await startUpstream(t, (_request, response) => {
    response.writeHead(302, { location: `${other.origin}/x` }).end();
  });
  const secret = { name: 'TOKEN', header: 'x-token', template: '{secret}' };
  const broker = brokerFor(t, {
    allow: [
      { ...loopback(first.port), secret },
      { ...loopback(other.port), secret },
    ],
    secrets: () => new Secret(canary),
  });

  const answer = await broker.fetch(first.origin, {
    headers: { Authorization: 'Basic x', Cookie: 'a=b', Accept: 'text/csv' },
  });

  t.is(answer.text, 'there');
  t.is(seen[0]?.accept, 'text/csv');
  t.deepEqual(
    [seen[0]?.authorization, seen[0]?.cookie, seen[0]?.['x-token']],
    [undefined, undefined, undefined],
  );
});

test('a redirect to a host that is not declared is refused', async (t) => {
  const { origin, port } = await startUpstream(t, (_request, response) => {
    response.writeHead(302, { location: 'https://elsewhere.example/' }).end();
  });
  const broker = brokerFor(t, { allow: [loopback(port)] });

  await t.throwsAsync(broker.fetch(origin), { code: 'host_not_declared', message: /elsewhere\.example/ });
});

test('a redirect after a POST is followed by a GET without the body', async (t) => {
  const { origin, port } = await startUpstream(t, async (request, response) => {
    const said = `${request.method} ${await textOf(request)} ${request.headers['content-type']}`;
    response.writeHead(request.url === '/' ? 303 : 200, { location: '/done' }).end(said);
  });
  const broker = brokerFor(t, { allow: [loopback(port)] });

  const answer = await broker.fetch(origin, {
    method: 'POST',
    body: 'secret form',
    headers: { 'Content-Type': 'text/plain' },
  });

  t.is(answer.text, 'GET  undefined');
});

test('the fourth redirect is one too many', async (t) => {
  let calls = 0;
  const { origin, port } = await startUpstream(t, (_request, response) => {
    calls += 1;
    response.writeHead(307, { location: '/again' }).end();
  });
  const broker = brokerFor(t, { allow: [loopback(port)] });

  await t.throwsAsync(broker.fetch(origin), { code: 'too_many_redirects' });

  t.is(calls, 4);
});

test('headers that frame or route a message are the host’s', async (t) => {
  const broker = brokerFor(t, { allow: [{ host: 'data.example', port: '' }] });

  await t.throwsAsync(broker.fetch('https://data.example', { headers: { Host: 'x' } }), {
    code: 'request_refused',
  });
});

test('an address with a login in it is refused', async (t) => {
  const broker = brokerFor(t, { allow: [{ host: 'data.example', port: '' }] });

  await t.throwsAsync(broker.fetch('https://a:b@data.example'), {
    code: 'url_refused',
    message: /it holds a login/,
  });
});

const textOf = async (request: IncomingMessage): Promise<string> =>
  Buffer.concat(await request.toArray()).toString();
