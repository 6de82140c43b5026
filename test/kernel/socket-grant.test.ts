import test from 'ava';
import { socketGrant, socketPlaces } from '../../host/kernel/socket-grant.ts';

const why = 'to read it';

test('settings name a host with its port, a URL, or a folder of sockets', (t) => {
  const database = { config: 'db.host', port: 5432, portConfig: 'db.port', why };
  const places = (host: unknown, port?: number) => socketPlaces([database], { db: { host, port } });

  t.deepEqual(places('DB.example.org'), [{ host: 'db.example.org', port: 5432 }]);
  t.deepEqual(places('db.example.org', 6432), [{ host: 'db.example.org', port: 6432 }]);
  t.deepEqual(places('fd00::1'), [{ host: 'fd00::1', port: 5432 }]);
  t.deepEqual(places('https://api.example.org:8443/v1', 6432), [{ host: 'api.example.org', port: 8443 }]);
  t.deepEqual(places('/var/run/postgresql/'), [{ folder: '/var/run/postgresql' }]);
  t.deepEqual(places(undefined), []);
  t.deepEqual(socketPlaces([{ config: 'url', why }], { url: 'http://api.example.org/' }), [
    { host: 'api.example.org', port: 80 },
  ]);
  t.deepEqual(socketPlaces([{ host: '*.example.org', why }], {}), [{ host: '*.example.org', port: 443 }]);
});

for (const value of ['/var/../run', '/', 'user@host', 'a b', 'http://user:word@host/']) {
  test(`"${value}" names nowhere to connect to`, (t) => {
    const manifest = { capabilities: { sockets: [{ config: 'host', why }] } };

    t.throws(() => socketGrant({ manifest, config: { host: value }, privateAllowed: [] }), {
      code: 'socket_host_invalid',
    });
  });
}

test('an address of the instance stands for a name', (t) => {
  const manifest = { capabilities: { sockets: [{ host: 'db.example.org', why }] } };
  const resolve = { 'DB.example.org': '10.1.2.3:6432', 'six.example.org': 'fd00::1' };

  const grant = socketGrant({ manifest, config: {}, privateAllowed: ['10.0.0.0/8'], resolve });

  t.deepEqual(grant?.resolve, { 'db.example.org': '10.1.2.3', 'six.example.org': 'fd00::1' });
});
