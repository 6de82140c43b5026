import type { lookup as systemLookup } from 'node:dns';
import { once } from 'node:events';
import { type AddressInfo, createServer } from 'node:net';
import { addressGuard } from '@agnes/sdk/extract';
import test, { type ExecutionContext } from 'ava';
import { createBroker } from '../../host/kernel/broker.ts';
import { hostRules } from '../../host/kernel/broker-rules.ts';
import { openEgress } from '../../host/kernel/egress.ts';
import { outboundFault } from '../../host/kernel/outbound-url.ts';

const refused = async (t: ExecutionContext, host: string): Promise<void> => {
  const allow = hostRules([{ config: 'url', why: 'to read it' }], { url: `https://${host}/` });
  await using broker = createBroker({ allow, secrets: () => undefined, privateAllowed: [] });

  await t.throwsAsync(broker.fetch(`https://${host}/`), { code: 'address_refused' }, host);
};

const literals = [
  '127.0.0.1',
  '127.1',
  '2130706433',
  '0x7f.1',
  '0177.0.0.1',
  '①②⑦.⓪.⓪.①',
  '0.0.0.0',
  '[::1]',
  '[::]',
  '[::ffff:127.0.0.1]',
  '[::ffff:7f00:1]',
  '[::127.0.0.1]',
  '[64:ff9b::7f00:1]',
  '[2002:7f00:1::]',
  '[fd00::1]',
  '[fe80::1]',
  '[ff02::1]',
  '10.0.0.1',
  '172.16.0.1',
  '192.168.0.1',
  '192.0.0.8',
  '100.64.0.1',
  '169.254.169.254',
  '224.0.0.1',
  '255.255.255.255',
];

test('every spelling of an address inside the network is refused', async (t) => {
  await Promise.all(literals.map((host) => refused(t, host)));
});

test('a name that resolves to an address inside the network is refused', async (t) => {
  await refused(t, 'localhost');
  await refused(t, 'localhost.');
  await refused(t, 'LOCALHOST');
});

test('a refused address is never connected to', async (t) => {
  let connections = 0;
  const server = createServer(() => {
    connections += 1;
  }).listen(0);
  t.teardown(() => server.close());
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;

  await refused(t, `127.0.0.1:${port}`);
  await refused(t, `localhost:${port}`);

  t.is(connections, 0);
});

test('an approval opens a range or a name, and nothing beside it', (t) => {
  const guard = addressGuard(['10.1.0.0/16', 'db.internal', 'fd12::/16']);

  t.true(guard.mayConnect('other.example', '10.1.2.3'));
  t.true(guard.mayConnect('other.example', 'fd12::9'));
  t.true(guard.mayConnect('DB.internal.', '192.168.1.1'));
  t.false(guard.mayConnect('other.example', '10.2.2.3'));
  t.false(guard.mayConnect('other.example', '192.168.1.1'));
  t.true(guard.mayConnect('other.example', '93.184.216.34'));
});

test('metadata services cannot be approved', (t) => {
  const guard = addressGuard(['169.254.169.254', 'metadata.google.internal', 'fd00::/8']);

  t.false(guard.mayConnect('metadata.google.internal', '169.254.169.254'));
  t.false(guard.mayConnect('169.254.169.254', '169.254.169.254'));
  t.false(guard.mayConnect('x', 'fd00:ec2::254'));
});

test('plain http is for approved hosts only', async (t) => {
  const allow = hostRules([{ host: 'data.example', why: 'x' }], {});
  await using broker = createBroker({ allow, secrets: () => undefined, privateAllowed: [] });

  await t.throwsAsync(broker.fetch('http://data.example/'), { code: 'url_refused' });
});

test('a rule with a star covers the names below it and not the name itself', async (t) => {
  const allow = hostRules([{ host: '*.data.example', why: 'x' }], {});
  await using broker = createBroker({ allow, secrets: () => undefined, privateAllowed: ['*'] });

  await t.throwsAsync(broker.fetch('https://data.example/'), { code: 'host_not_declared' });
  await t.throwsAsync(broker.fetch('https://evildata.example/'), { code: 'host_not_declared' });
  await t.throwsAsync(broker.fetch('http://eu.data.example/'), { code: 'url_refused' });
});

test('a rule from the settings holds for the port in the address', (t) => {
  const rules = hostRules([{ config: 'urls', why: 'x' }], {
    urls: ['https://a.example:8443/x', '/a/folder'],
  });

  t.deepEqual(rules, [{ host: 'a.example', port: '8443', capability: 'network:config.urls' }]);
});

test('a setting that holds only the name of a host is that host, at its usual port', (t) => {
  const rules = hostRules([{ config: 'sites', why: 'x' }], {
    sites: ['Acme.Example', 'acme', 'a b.example', 'acme.example:8443', 'acme.example/path'],
  });

  t.deepEqual(rules, [{ host: 'acme.example', port: '', capability: 'network:config.sites' }]);
});

test('a name that leads elsewhere once it has been checked is refused at the connection', async (t) => {
  const guard = addressGuard([]);
  const answers = ['93.184.216.34', '127.0.0.1', '169.254.169.254'];
  const next = () => ({ address: answers.shift() ?? '10.0.0.1', family: 4 });
  const lookup = ((_host: string, _options: unknown, callback: (e: null, found: object[]) => void) =>
    callback(null, [next()])) as unknown as typeof systemLookup;
  await using egress = openEgress({ guard, idleMs: 1_000, lookup });
  const resolve = async () => [next().address];

  t.is(await outboundFault('https://rebinding.example/', { guard, resolve }), undefined);
  for (const _ of [1, 2, 3]) {
    const error = await t.throwsAsync(egress.fetch(new URL('https://rebinding.example/'), {}));
    t.like(error.cause, { code: 'address_refused' });
  }
});
