import { readdir, readFile, rename, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import test from 'ava';
import { systemIntent } from '../../host/http/intent.ts';
import { rawBytes } from '../support/raw-request.ts';
import { event, signed, webhookLab } from './support/webhook-lab.ts';

test('an event lies in the folder of its source as it came, readable for the group, named by time and kind', async (t) => {
  const lab = await webhookLab(t);
  await lab.source('desk');
  const bodies = [`{ "kind":"a b/../c",\n"n":1.50 }`, event(2)];
  for (const body of bodies) await lab.send('/webhooks/tickets', body, signed(body));
  await lab.send('/webhooks/tickets', event(9), { 'x-hub-signature-256': 'forged' });

  const folder = join(lab.dataDir, 'plugins', 'state', 'acme__pushes', 'desk', 'webhook_events');
  const names = (await readdir(folder)).sort();

  t.deepEqual(
    names.map((name) => name.replace(/^\d{8}_\d{6}_\d{6}/, 'time')),
    ['time_a_b____c.json', 'time_ticket_updated.json'],
  );
  t.deepEqual(await Promise.all(names.map((name) => readFile(join(folder, name), 'utf8'))), bodies);
  t.is((await stat(join(folder, names[0] ?? ''))).mode & 0o777, 0o660);
  t.deepEqual(
    (await lab.rows()).map(({ body_path, status, target }) => [body_path, status, target]),
    names.map((name, index) => [`webhook_events/${name}`, 'queued', [null, 'DESK-2'][index]]),
  );
});

test('the health of a webhook says what is set up, and its plugin may be off', async (t) => {
  const lab = await webhookLab(t);
  const health = async (path = 'tickets') => {
    const response = await fetch(`${lab.url}/webhooks/${path}/health`);
    return { status: response.status, body: await response.json() };
  };
  const before = await health();
  await lab.source('desk', { config: { signing: null } });
  const half = await health();
  await lab.source('desk', { config: { signing: 'SIGNING' } });
  const set = await health();
  await lab.source('desk', { enabled: false });

  t.deepEqual(before.body, { status: 'ok', configured: false, webhook_secret_set: false, site: null });
  t.like(half.body, { configured: true, webhook_secret_set: false, site: 'acme.example.com' });
  t.like(set.body, { configured: true, webhook_secret_set: true });
  t.like(await health(), { status: 200, body: { configured: false, webhook_secret_set: true } });
  t.is((await health('nothing')).status, 404);
  t.is((await lab.send('/webhooks/tickets', event(1), signed(event(1)))).status, 503);
  const off = await webhookLab(t, { isEnabled: false });
  t.like(await off.send('/webhooks/tickets', event(1), signed(event(1))), {
    status: 503,
    body: { code: 'plugin_unavailable' },
  });
});

test('a body is at most ten megabytes, and one that cannot be kept is answered so that it comes again', async (t) => {
  const lab = await webhookLab(t);
  await lab.source('desk');
  const large = event(1, { text: 'x'.repeat(9 * 1024 * 1024) });
  t.is((await lab.send('/webhooks/tickets', large, signed(large))).status, 200);
  const declared = await rawBytes(
    lab.url,
    'POST /webhooks/tickets HTTP/1.1\r\nHost: localhost:8000\r\nConnection: close\r\nContent-Length: 10485761\r\n\r\n',
  );
  t.regex(declared, /^HTTP\/1\.1 413 /);

  await writeFile(
    join(lab.dataDir, 'plugins', 'state', 'acme__pushes', 'shop'),
    'a file where a folder has to be',
  );
  await lab.source('shop');
  const unwritten = await lab.send('/webhooks/tickets/shop', event(2), signed(event(2)));
  await lab.store.keep((tx) => tx.schema.dropTable('jobs').execute());
  const unqueued = await lab.send('/webhooks/tickets', event(2), signed(event(2)));

  const answer = { event: 'ticket:updated', ticket: 'DESK-2' };
  const message = 'The event could not be queued. Send it again.';
  t.deepEqual(unwritten, { status: 500, body: { status: 'error', message, ...answer } });
  t.deepEqual(unqueued, { status: 500, body: { status: 'error', message, ...answer } });
  t.is((await lab.rows()).length, 1);
  t.is(lab.log.length, 2);
});

test('N30: an event that cannot be looked at waits; one that is gone is given up, shown, and taken when it is sent again', async (t) => {
  const lab = await webhookLab(t);
  const source = await lab.source('desk');
  const send = () => lab.send('/webhooks/tickets', event(1), signed(event(1)));
  const states = async () => (await lab.rows()).map(({ status }) => status);
  const shown = async () => (await lab.conditions.open()).map(({ code }) => code);
  await send();
  const folder = join(lab.dataDir, 'plugins', 'state', 'acme__pushes', 'desk', 'webhook_events');
  await rename(folder, `${folder}.away`);
  await symlink('webhook_events', folder);

  await t.throwsAsync(lab.deliveries.waiting(source), { code: 'event_unreadable' });
  t.deepEqual(await states(), ['queued']);
  await rm(folder);
  t.deepEqual(await lab.deliveries.waiting(source), []);
  t.deepEqual([await states(), await shown()], [['failed'], ['events_given_up']]);
  const again = await send();
  const handed = await lab.deliveries.waiting(source);
  await lab.deliveries.after(source, { how: 'waits', isLeftOver: false, hasTables: true });

  t.is(again.body['duplicate'], undefined);
  t.deepEqual([await states(), handed.length, await shown()], [['queued'], 1, []]);
  t.like((await send()).body, { duplicate: true });
});

test('what a run has left is read a minute later by another, or at once with the next event', async (t) => {
  const lab = await webhookLab(t);
  const source = await lab.source('desk');
  const send = (n: number) => lab.send('/webhooks/tickets', event(n), signed(event(n)));
  const waits = async () =>
    (await lab.queued()).flatMap(({ status, runAfter }) =>
      status === 'queued' ? [runAfter.getTime() - lab.now()] : [],
    );
  await send(1);
  for (const { id } of await lab.queued())
    await lab.jobs.cancel({ userId: '', isAdmin: true }, id, systemIntent('test'));

  await lab.deliveries.after(source, { how: 'waits', isLeftOver: false, hasTables: true });
  t.deepEqual(await waits(), []);
  await lab.deliveries.after(source, { how: 'tried', isLeftOver: true, hasTables: true });
  t.deepEqual(await waits(), [60_000]);
  await send(2);
  t.deepEqual(await waits(), [0]);
});
