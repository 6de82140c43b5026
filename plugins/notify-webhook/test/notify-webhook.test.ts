import { fakeHost } from '@agnes/sdk/testing';
import test from 'ava';
import manifest from '../agnes.plugin.json' with { type: 'json' };
import plugin from '../index.ts';

const url = 'https://hooks.example.com/agnes';
const told = { generation: 42, changed: ['orders'], removed: ['old'], failed: ['visits'] };
const rebuilt = { ...told, tables: [{ id: 'orders', name: 'orders', rows: 1, version: 'v' }] };

test('a rebuild is posted as JSON', async (t) => {
  const host = fakeHost({ manifest, settings: { url } });
  await plugin.setup(host);

  await host.call('afterRebuild', rebuilt);

  const [{ body = '', ...request } = { url: '' }] = host.requests;
  t.like(request, { url, method: 'POST', headers: { 'content-type': 'application/json' } });
  t.deepEqual(JSON.parse(body), { event: 'rebuilt', ...told });
});

test('an answer that is no success is an error that says so', async (t) => {
  const host = fakeHost({ manifest, settings: { url }, answer: () => ({ status: 500 }) });
  await plugin.setup(host);

  await t.throwsAsync(host.call('afterRebuild', rebuilt), { message: 'The webhook answered 500.' });
});

test('without a URL it listens to nothing', async (t) => {
  const host = fakeHost({ manifest, settings: {} });

  await plugin.setup(host);

  t.deepEqual(host.taps, []);
});
