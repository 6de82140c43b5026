import { createServer, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';
import { addressGuard, withMetadata } from '@agnes/sdk/extract';
import test, { type ExecutionContext } from 'ava';
import { createBroker } from '../../host/kernel/broker.ts';
import { hostRules, metadataRules } from '../../host/kernel/broker-rules.ts';

/** A server on this machine; `redirect` is where it sends everybody. */
const serving = async (t: ExecutionContext, redirect?: string) => {
  const seen: IncomingHttpHeaders[] = [];
  const server = createServer((request, response) => {
    seen.push(request.headers);
    response.writeHead(
      redirect === undefined ? 200 : 302,
      redirect === undefined ? {} : { location: redirect },
    );
    response.end('sa@project.example');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  t.teardown(() => server.close());
  return { seen, url: `http://127.0.0.1:${(server.address() as AddressInfo).port}` };
};

const brokerFor = (metadata: string, other = 'https://api.example') => {
  const settings = { endpoints: { metadata }, other };
  const allow = [
    ...metadataRules({ config: 'endpoints.metadata', why: 'x' }, settings),
    ...hostRules([{ config: 'other', why: 'x' }], settings),
  ];
  return createBroker({ allow, secrets: () => undefined, privateAllowed: ['127.0.0.1'] });
};

test('the metadata service is asked with the header that it wants', async (t) => {
  const { seen, url } = await serving(t);
  await using broker = brokerFor(url);

  const { text } = await broker.fetch(`${url}/computeMetadata/v1/x`, { headers: { 'metadata-flavor': 'y' } });

  t.is(text, 'sa@project.example');
  t.is(seen[0]?.['metadata-flavor'], 'Google');
});

test('T103: no other host sends a request on to the metadata service', async (t) => {
  const metadata = await serving(t);
  const other = await serving(t, `${metadata.url}/computeMetadata/v1/token`);
  await using broker = brokerFor(metadata.url, other.url);

  await t.throwsAsync(broker.fetch(`${other.url}/groups`), { code: 'request_refused' });

  t.deepEqual(metadata.seen, []);
});

test('T103: where the metadata service redirects to is not followed', async (t) => {
  const other = await serving(t);
  const metadata = await serving(t, other.url);
  await using broker = brokerFor(metadata.url, other.url);

  const { status } = await broker.fetch(metadata.url);

  t.is(status, 302);
  t.deepEqual(other.seen, []);
});

test('the metadata service is only read', async (t) => {
  const { seen, url } = await serving(t);
  await using broker = brokerFor(url);

  await t.throwsAsync(broker.fetch(url, { method: 'PUT', body: 'x' }), { code: 'request_refused' });

  t.deepEqual(seen, []);
});

test('T103: the capability opens one host, over http, to one address', (t) => {
  const guard = withMetadata(addressGuard(['10.0.0.0/8']), 'metadata.google.internal');

  t.true(guard.mayConnect('metadata.google.internal', '169.254.169.254'));
  t.true(guard.isApproved('Metadata.Google.Internal.'));
  t.false(guard.mayConnect('metadata.google.internal', '169.254.169.253'));
  t.false(guard.mayConnect('metadata.google.internal', '10.0.0.1'));
  t.false(guard.mayConnect('metadata.google.internal', '93.184.216.34'));
  t.false(guard.mayConnect('other.example', '169.254.169.254'));
  t.false(guard.isApproved('other.example'));
});

test('without the capability the metadata service stays out of reach', async (t) => {
  const settings = { url: 'http://169.254.169.254' };
  const allow = hostRules([{ config: 'url', why: 'x' }], settings);
  await using broker = createBroker({ allow, secrets: () => undefined, privateAllowed: ['169.254.0.0/16'] });

  await t.throwsAsync(broker.fetch('http://169.254.169.254/computeMetadata/v1/'), {
    code: 'address_refused',
  });
});
