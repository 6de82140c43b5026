import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import test, { type ExecutionContext } from 'ava';
import { crashPoints } from '../support/crash-points.ts';
import { tempFolder } from '../support/temp-folder.ts';
import { signatureOf, webhookLab } from './support/webhook-lab.ts';

const program = fileURLToPath(new URL('programs/receive-and-die.ts', import.meta.url));

const run = async (folder: string, crashAt = '') => {
  const child = spawn(process.execPath, [program, folder, crashAt], { stdio: ['ignore', 'pipe', 'inherit'] });
  const [[, signal], stdout] = await Promise.all([once(child, 'exit'), text(child.stdout)]);
  return { signal, lines: stdout.split('\n').filter(Boolean) };
};

const prepared = async (t: ExecutionContext): Promise<string> => {
  const folder = await tempFolder(t);
  const lab = await webhookLab(t, { folder });
  await lab.source('desk');
  await lab.store[Symbol.asyncDispose]();
  return folder;
};

const killed = test.macro({
  title: (_, point: string) =>
    `kill -9 at ${point}: what was acknowledged is there, and what comes again counts once`,
  async exec(t, crashAt: string) {
    const folder = await prepared(t);

    const first = await run(folder, crashAt);
    const second = await run(folder);

    t.is(first.signal, 'SIGKILL');
    t.deepEqual(first.lines, ['1 200 new']);
    t.deepEqual(second.lines, [
      '1 200 again',
      `2 200 ${crashAt === 'webhook.committed' ? 'again' : 'new'}`,
      '3 200 new',
    ]);
    const lab = await webhookLab(t, { folder });
    const source = await lab.registry.source('desk');
    const waiting = await lab.deliveries.waiting(source);
    t.deepEqual(
      waiting.map(({ id }) => id),
      ['1', '2', '3'],
    );
    const raw = Buffer.from('{"kind":"made","n":2}');
    const again = await lab.webhooks.receive(
      { connection: 'desk' },
      { raw, headers: { 'x-hub-signature-256': signatureOf(raw), 'x-delivery': '2' } },
    );
    t.like(again, { status: 200, body: { duplicate: true } });
    t.is((await lab.queued()).length, 1);
  },
});

// As the sources name them: a step that is added is a step that is killed.
const points = await crashPoints('host/webhooks/*.ts');
for (const point of points) test.serial(killed, point);

test('every step of the intake has a name', (t) => {
  t.deepEqual([...points].sort(), ['webhook.committed', 'webhook.stored', 'webhook.taken']);
});
