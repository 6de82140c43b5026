import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import test from 'ava';
import { linkSeal } from '../../host/store/outbox/link-seal.ts';
import { Outbox } from '../../host/store/outbox/outbox.ts';
import { startMailServer } from '../store/support/mail-server.ts';
import { mailTo, smtpEnv } from '../store/support/way-out.ts';
import { freshStore } from '../support/fresh-store.ts';
import { likeWhole } from '../support/like-whole.ts';
import { startHost } from '../support/start-host.ts';
import { tempFolder } from '../support/temp-folder.ts';

const trusted = fileURLToPath(new URL('../fixtures/mail/localhost.crt', import.meta.url));

/** Queues a mail in the state of a host that is stopped, or was never started. */
const queueIn = async (dataDir: string): Promise<void> => {
  const folder = join(dataDir, 'state');
  await using store = await freshStore({ folder, now: Date.now, hostVersion: '0.0.0' });
  const outbox = new Outbox({ seal: await linkSeal(folder), now: Date.now });
  await store.keep((tx) => outbox.queue(tx, mailTo('ada@example.com')));
};

test.serial('a host sends what waits, in its own name, and forgets the link', async (t) => {
  const server = await startMailServer(t, { login: { user: 'agnes', password: 'smtp-canary' } });
  const dataDir = join(await tempFolder(t), 'data');
  await queueIn(dataDir);
  const env = {
    ...smtpEnv(server.port),
    SMTP_USER: 'agnes',
    SMTP_PASSWORD: 'smtp-canary',
    NODE_EXTRA_CA_CERTS: trusted,
  };

  const host = await startHost(t, { dataDir, env });
  await server.until(1);
  await host.stop();

  const [mail] = server.delivered;
  const bytes = await readFile(join(dataDir, 'state', 'system.duckdb'));
  t.is(mail?.headers.get('from'), 'Journey <agnes@example.com>');
  t.regex(mail?.text ?? '', /token=canary-4711/);
  t.false(bytes.includes('canary-4711'));
  t.false(bytes.includes('smtp-canary'));
  t.notRegex(host.stdout() + host.stderr(), /canary/);
});

test.serial('a host without mail says so only when there is something to send', async (t) => {
  const first = await startHost(t);
  const quiet = await (await first.asAdmin()).ask('GET /api/admin/conditions');
  await first.stop();
  await queueIn(first.dataDir);

  const host = await startHost(t, { dataDir: first.dataDir });
  const { conditions } = await (await host.asAdmin()).ask('GET /api/admin/conditions');

  t.deepEqual(quiet, { conditions: [] });
  likeWhole(t, conditions, [
    {
      subject: 'mail:server',
      code: 'mail_down',
      why: 'No mail can be sent: neither SMTP_HOST nor SENDGRID_API_KEY is set.',
    },
  ]);
});
