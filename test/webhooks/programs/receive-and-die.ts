import type { ExecutionContext } from 'ava';
import { armCrashPoint } from '../../../host/store/crash-point.ts';
import { signatureOf, webhookParts } from '../support/webhook-lab.ts';

/* Takes in events until it dies at a step of the second one; says which it has acknowledged. */
const [folder = '', crashAt] = process.argv.slice(2);
// Of the context only this is used; a process that is killed ends nothing in order.
const context = { teardown: () => undefined } as unknown as ExecutionContext;
const { webhooks } = await webhookParts(context, { folder });
for (const n of [1, 2, 3]) {
  if (n === 2) armCrashPoint(crashAt);
  const raw = Buffer.from(JSON.stringify({ kind: 'made', n }));
  const headers = { 'x-hub-signature-256': signatureOf(raw), 'x-delivery': String(n) };
  const { status, body } = await webhooks.receive({ path: 'tickets' }, { raw, headers });
  process.stdout.write(`${n} ${status} ${body['duplicate'] ? 'again' : 'new'}\n`);
}
