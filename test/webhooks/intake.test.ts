import test from 'ava';
import { rawBytes } from '../support/raw-request.ts';
import { event, signatureOf, signed, webhookLab } from './support/webhook-lab.ts';

test('T101: only one good signature over the body as it came admits it, and nothing else is remembered', async (t) => {
  const lab = await webhookLab(t);
  await lab.source('desk');
  const body = event(1);
  const digest = signatureOf(body).slice('sha256='.length);
  const forged: readonly Readonly<Record<string, string>>[] = [
    {},
    { 'x-hub-signature-256': '' },
    { 'x-hub-signature-256': 'sha256=' },
    { 'x-hub-signature-256': `sha1=${digest}` },
    { 'x-hub-signature-256': `sha1=${digest.slice(0, 40)}` },
    { 'x-hub-signature-256': `sha256=${digest.toUpperCase()}` },
    { 'x-hub-signature-256': `SHA256=${digest}` },
    { 'x-hub-signature-256': `sha256=${digest}, sha256=${digest}` },
    { 'x-hub-signature-256': `sha256=${digest} ${digest}` },
    { 'x-hub-signature-256': `sha256=${digest.slice(1)}` },
    { 'x-hub-signature-256': `sha256=${digest}0` },
    { 'x-hub-signature-256': `sha256=sha256=${digest}` },
    { 'x-hub-signature-256': Buffer.from(digest, 'hex').toString('base64') },
    { 'x-hub-signature-256': signatureOf(body, 'another key') },
    { 'x-hub-signature-256': signatureOf(body, '') },
    { 'x-hub-signature-256': signatureOf(`${body} `) },
    { 'x-hub-signature-256': signatureOf(event(2)) },
    { 'x-hub-signature-256': `sha256=${digest}`, 'x-hub-signature': `sha256=${digest}` },
    { 'x-hub-signature-256': `sha256=${digest}`, 'x-hub-signature': 'sha1=0' },
    { 'x-signature': `sha256=${digest}` },
    { authorization: `Bearer ${digest}` },
  ];

  for (const headers of forged) {
    const answer = await lab.send('/webhooks/tickets', body, headers);
    t.like(answer, { status: 401, body: { code: 'webhook_signature_invalid' } }, JSON.stringify(headers));
  }
  const twice = await rawBytes(
    lab.url,
    [
      'POST /webhooks/tickets HTTP/1.1',
      `Host: localhost:8000`,
      'Connection: close',
      `Content-Length: ${body.length}`,
      `X-Hub-Signature-256: sha256=${digest}`,
      `X-Hub-Signature-256: sha256=${digest}`,
      '',
      body,
    ].join('\r\n'),
  );

  t.regex(twice, /^HTTP\/1\.1 401 /);
  t.deepEqual(await lab.rows(), []);
  t.deepEqual(await lab.queued(), []);
  for (const headers of [
    { 'x-hub-signature-256': digest },
    { 'x-hub-signature': `sha256=${digest}` },
    { 'x-hub-signature-256': `sha256=${digest}`, 'content-type': 'text/plain' },
  ])
    t.is((await lab.send('/webhooks/tickets', body, headers)).status, 200, JSON.stringify(headers));
});

test('what is wrong with an event is told in one order, and what is refused is never remembered', async (t) => {
  const lab = await webhookLab(t);
  const post = (body: string | Uint8Array, path = '/webhooks/tickets') => lab.send(path, body, signed(body));
  const nobody = await lab.send('/webhooks/tickets', '');
  await lab.source('desk', { config: { token: null } });

  t.like(nobody, { status: 503, body: { code: 'webhook_secret_missing' } });
  t.like(await lab.send('/webhooks/tickets', ''), { status: 401 });
  for (const body of ['', 'no json', '{"a":1', '[]', '"text"', '7', 'null', '{}', '{"__proto__":{"a":1}}'])
    t.like(await post(body), { status: 400, body: { code: 'webhook_event_invalid' } }, body);
  t.like(await post(Buffer.from([0x7b, 0xff, 0x7d])), {
    status: 400,
    body: { code: 'webhook_event_invalid' },
  });
  for (const about of [
    { ticket: { key: 'desk-1' } },
    { ticket: { key: 'DESK-١' } },
    { ticket: { key: 'DESK-1\n' } },
    { ticket: { key: ['DESK-1'] } },
    { ticket: { key: '' } },
    { ticket: { key: 'x', id: 7 } },
    { ticket_key: 'DESK-1; drop' },
    { ticket: { id: 'seven' } },
    { ticket: { id: 1.5 } },
  ])
    t.like(await post(JSON.stringify(about)), { status: 400, body: { code: 'webhook_target_invalid' } });
  const early = await post(event(1));
  t.deepEqual(early, {
    status: 503,
    body: { status: 'error', message: 'The source is not set up: the event is stored and was not queued.' },
  });
  t.deepEqual(await lab.rows(), []);

  await lab.source('desk', { config: { token: 'TOKEN' } });
  const taken = await post(event(1));
  const [job] = await lab.queued();

  t.deepEqual(taken, {
    status: 200,
    body: { status: 'ok', event: 'ticket:updated', ticket: 'DESK-1', job_id: job?.id },
  });
  t.like(job, { lane: 'live', params: { connection: 'desk', force: false, trigger: 'webhook' } });
  t.like(await post(JSON.stringify({ ticket_key: 'A-2' })), { body: { event: 'unknown', ticket: 'A-2' } });
  t.like(await post(JSON.stringify({ ticket: { id: 7 } })), { body: { ticket: '7', job_id: job?.id } });
  t.like(await post(JSON.stringify({ kind: 'team' })), { status: 200, body: { ticket: null } });
  t.is((await lab.queued()).length, 1);
  t.is((await lab.rows()).length, 4);
  t.like(await lab.send('/webhooks/nothing', ''), { status: 404 });
  t.like(await lab.send('/webhooks/tickets/nobody', ''), { status: 404 });
  t.like(await lab.send('/webhooks/x/nobody', ''), { status: 404 });
});

test('T102: a delivery counts once for thirty days, by its name or else by its body; each source has its own', async (t) => {
  const lab = await webhookLab(t);
  await lab.source('desk');
  await lab.source('shop');
  const named = (name: string, n = 1) => signed(event(n), { 'x-delivery': name });
  const days = (count: number) => lab.clock.advance(count * 86_400_000);

  const first = await lab.send('/webhooks/tickets', event(1), named('a'));
  const again = await lab.send('/webhooks/tickets', event(1), named('a'));
  const together = await Promise.all(
    Array.from({ length: 20 }, () => lab.send('/webhooks/x/shop', event(3), signed(event(3)))),
  );

  t.is(first.body['duplicate'], undefined);
  t.deepEqual(again, { status: 200, body: { ...first.body, duplicate: true } });
  t.is(together.filter(({ status }) => status === 202).length, 1);
  t.is(together.filter(({ body }) => body['duplicate'] === true).length, 19);
  t.deepEqual(Object.keys(together[0]?.body ?? {}).slice(0, 2), ['status', 'job_id']);
  t.like(await lab.send('/webhooks/tickets', event(2), named('a', 2)), { body: { duplicate: true } });
  t.is((await lab.send('/webhooks/tickets', event(1), named('b'))).body['duplicate'], undefined);
  t.is((await lab.send('/webhooks/tickets/shop', event(1), named('a'))).body['duplicate'], undefined);
  days(29);
  t.like(await lab.send('/webhooks/tickets', event(1), named('a')), { body: { duplicate: true } });
  days(2);
  t.is((await lab.send('/webhooks/tickets', event(1), named('a'))).body['duplicate'], undefined);
  t.is((await lab.rows()).length, 4);
});
