import { fileURLToPath } from 'node:url';
import type { ExecutionContext } from 'ava';
import { startMailServer } from '../store/support/mail-server.ts';
import { smtpEnv } from '../store/support/way-out.ts';
import { filesSource } from '../support/files-source.ts';
import { freePort } from '../support/free-port.ts';
import { HostClient } from '../support/host-client.ts';
import { likeWhole } from '../support/like-whole.ts';
import { newWorkspace, runCli } from '../support/run-cli.ts';
import { startHost } from '../support/start-host.ts';
import { needs, startChromium, withBrowser } from '../web/support/chromium.ts';

const files = { 'orders.csv': 'id\n1\n2\n', 'salaries.csv': 'id,pay\n1,4000\n' };
const trusted = fileURLToPath(new URL('../fixtures/mail/localhost.crt', import.meta.url));
const rita = { email: 'Rita@Example.com', password: 'correct horse battery' };

/** A host that sends mail and knows its own address, so that its links lead to it. */
const mailingHost = async (t: ExecutionContext) => {
  const mail = await startMailServer(t);
  const port = String(await freePort());
  const origin = `http://127.0.0.1:${port}`;
  const env = { ...smtpEnv(mail.port), NODE_EXTRA_CA_CERTS: trusted, PORT: port, SERVER_URL: origin };
  const host = await startHost(t, { env, config: await filesSource(t, files) });
  return { host, mail, origin };
};

const linkIn = (text: string | undefined): string => /http:\S+token=\S+/.exec(text ?? '')?.[0] ?? '';

withBrowser(
  `somebody is invited by mail, sets a password, sees what the group was granted, and loses it on the next request${needs}`,
  async (t) => {
    const { host, mail, origin } = await mailingHost(t);
    const admin = await host.asAdmin();
    await admin.sync();
    const page = await (await startChromium(t)).newPage();
    const workspace = await newWorkspace(t);

    const draft = { email: rita.email, name: '', send_invite: true };
    const { id } = await admin.ask('POST /api/users', { body: { ...draft, name: 'Rita' } });
    await mail.until(1);
    await page.goto(linkIn(mail.delivered[0]?.text));
    await page.fill('[name=password]', rita.password);
    await page.fill('[name=confirm_password]', rita.password);
    await page.click('main button');
    await page.waitForURL('**/dashboard');
    const before = await page.textContent('main');
    const group = await admin.ask('POST /api/admin/groups', { body: { name: 'Sales' } });
    const members = `/api/admin/groups/${group['id']}/members`;
    await admin.ask(`POST ${members}`, { body: { email: 'rita@example.com' } });
    const grant = { group_id: group['id'], resource_type: 'table', resource_id: 'orders' };
    await admin.ask('POST /api/admin/grants', { body: grant });
    await page.reload();
    const granted = await page.textContent('main');
    const login = ['auth', 'login', '--server', origin, '--email', 'rita@example.com', '--password-stdin'];
    await runCli(t, login, { ...workspace, input: rita.password });
    const made = await runCli(t, ['tokens', 'create', '--name', 'laptop', '--raw'], workspace);
    const laptop = new HostClient(origin, made.stdout.trim());
    const tables = await laptop.ask('GET /api/catalog/tables');
    await admin.ask(`DELETE ${members}/${id}`);
    const removed = await laptop.ask('GET /api/catalog/tables');
    await page.reload();
    const after = await page.textContent('main');

    t.is(mail.delivered[0]?.recipients[0]?.toLowerCase(), rita.email.toLowerCase());
    t.regex(before ?? '', /Nothing is granted to your groups/);
    t.regex(granted ?? '', /orders/);
    t.notRegex(granted ?? '', /salaries/);
    likeWhole(t, tables, { count: 1, tables: [{ name: 'orders' }] });
    t.like(removed, { count: 0, tables: [] });
    t.regex(after ?? '', /Nothing is granted to your groups/);
  },
);

withBrowser(
  `T40: a mailed link survives the scanner that opens it, and signs in whoever presses the button, once${needs}`,
  async (t) => {
    const { host, mail, origin } = await mailingHost(t);
    const anybody = new HostClient(origin);
    const admin = await host.asAdmin();
    const { id } = await admin.ask('POST /api/users', { body: { email: rita.email, name: 'Rita' } });
    const page = await (await startChromium(t)).newPage();

    await page.goto(`${origin}/login/email`);
    await page.fill('[name=email]', 'rita@example.com');
    await page.click('main button');
    await page.waitForSelector('text=Check your mail');
    await mail.until(1);
    const link = linkIn(mail.delivered[0]?.text);
    const path = link.slice(origin.length);
    const scanned = await anybody.send(`GET ${path}`);
    await anybody.send(`HEAD ${path}`);
    await page.goto(link);
    const offered = await page.textContent('main');
    await page.click('main button');
    await page.waitForURL('**/dashboard');
    const { sessions } = await page.evaluate(async () => ({
      sessions: (await (await fetch('/auth/sessions')).json()) as readonly object[],
    }));
    const query = Object.fromEntries(new URL(link).searchParams);
    const again = await anybody.send('POST /auth/email/verify', { body: query });

    t.regex(scanned.text, /asked for in another browser/);
    t.notRegex(offered ?? '', /another browser/);
    t.is(sessions.length, 1);
    t.is(again.status, 401);
    t.truthy(id);
  },
);
