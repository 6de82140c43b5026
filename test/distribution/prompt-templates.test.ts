import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import test from 'ava';
import { Machine } from '../cli/run-agnes.ts';
import { fileContext } from '../support/file-context.ts';
import { HostClient } from '../support/host-client.ts';
import { type StartedHost, startHost } from '../support/start-host.ts';
import { tempFolder } from '../support/temp-folder.ts';
import { Visitor } from '../web/support/visitor.ts';

const context = fileContext();
let host: StartedHost;
let admin: HostClient;
const path = '/api/admin/workspace-prompt-template';

test.before(async () => {
  const dist = await tempFolder(context);
  await writeFile(join(dist, 'agnes-cli-1.2.3.tgz'), 'bytes');
  host = await startHost(context, { env: { AGNES_CLI_DIST_DIR: dist } });
  admin = new HostClient(host.url, await host.token());
});

test.serial(
  'the built-in templates can be written as they are, and become what counts without them',
  async (t) => {
    for (const [template, reader] of [
      ['workspace-prompt-template', '/api/welcome'],
      ['welcome-template', '/setup'],
    ]) {
      const before = (await admin.send(`GET ${reader}`)).text;
      const shown = await admin.ask(`GET /api/admin/${template}`);
      t.like(shown, { content: null, updated_at: null, updated_by: null });
      await admin.ask(`PUT /api/admin/${template}`, { body: { content: shown['default'] } });
      const written = await admin.ask(`GET /api/admin/${template}`);
      const after = (await admin.send(`GET ${reader}`)).text;
      await admin.send(`DELETE /api/admin/${template}`);

      t.is(written['content'], shown['default']);
      t.regex(String(written['updated_at']), /^\d{4}-/);
      t.is(after.replace(/request [\w-]+/g, ''), before.replace(/request [\w-]+/g, ''));
    }
  },
);

test.serial(
  'a template that is written counts for everybody until it is taken back, with a line in the audit log',
  async (t) => {
    const content = 'Hello {{ user.email }}{% for group in user.groups %} {{ group }}{% endfor %}';

    await admin.ask(`PUT ${path}`, { body: { content } });
    const welcome = await admin.ask('GET /api/welcome');
    const gone = await admin.send(`DELETE ${path}`);
    const builtIn = await admin.ask('GET /api/welcome');
    const { entries } = await admin.ask('GET /api/admin/audit?resource=prompt:workspace');

    t.regex(String(welcome['content']), /^Hello admin@example\.com .*Admin/);
    t.is(gone.status, 204);
    t.regex(String(builtIn['content']), /^# Data of/);
    t.deepEqual(
      (entries as readonly { action: string }[]).slice(0, 2).map(({ action }) => action),
      ['workspace_prompt.reset', 'workspace_prompt.update'],
    );
  },
);

test.serial(
  'what does not render for everybody is refused with its line, and nothing is saved',
  async (t) => {
    const bad = [
      [path, 'a\n{{ user.nmae }}'],
      [path, '{% if not tables %}{{ nobody }}{% endif %}'],
      ['/api/admin/welcome-template', 'Hello {{ user.name }}'],
    ] as const;

    for (const [route, content] of bad) {
      const saved = await admin.send(`PUT ${route}`, { body: { content } });
      const previewed = await admin.send(`POST ${route}/preview`, { body: { content } });
      t.deepEqual([saved.status, previewed.status], [400, 400], content);
      t.like(JSON.parse(saved.text), { code: 'template_invalid' });
    }
    const empty = await admin.send(`PUT ${path}`, { body: { content: '' } });
    const long = await admin.send(`PUT ${path}`, { body: { content: 'x'.repeat(200_001) } });

    t.deepEqual([empty.status, long.status], [422, 422]);
    t.like(await admin.ask(`GET ${path}`), { content: null });
  },
);

test.serial('a preview is that of whoever asks, or of another reader, and saves nothing', async (t) => {
  const content = '{{ user.email }} {% if user.is_admin %}admin{% else %}reader{% endif %}';
  await admin.ask('POST /api/users', { body: { email: 'ada@example.com', name: 'Ada' } });

  const own = await admin.ask(`POST ${path}/preview`, { body: { content } });
  const hers = await admin.ask(`POST ${path}/preview`, { body: { content, user: 'ada@example.com' } });
  const nobodys = await admin.send(`POST ${path}/preview`, { body: { content, user: 'nobody@example.com' } });

  t.deepEqual([own, hers], [{ content: 'admin@example.com admin' }, { content: 'ada@example.com reader' }]);
  t.like(JSON.parse(nobodys.text), { status: 400, code: 'reader_unknown' });
  t.like(await admin.ask(`GET ${path}`), { content: null });
});

test.serial('the setup page shows what was written, of HTML the structure alone', async (t) => {
  const content =
    '<h2>For {{ instance.name }}</h2><script>alert(1)</script><p onclick="x">{% if user %}{{ user.name }}{% else %}anybody{% endif %}</p>';
  await admin.ask('PUT /api/admin/welcome-template', { body: { content } });

  const { html } = await new Visitor(host.url).open('/setup');
  await admin.send('DELETE /api/admin/welcome-template');

  t.regex(html, /<h2>For [^<]+<\/h2>&lt;script&gt;alert\(1\)<p>anybody<\/p>/);
});

test.serial('the pages and the commands do the same', async (t) => {
  const entry = fileURLToPath(new URL('../../cli/agnes.js', import.meta.url));
  const machine = new Machine(await tempFolder(t), host.url, entry);
  machine.env['AGNES_TOKEN'] = await host.token();
  const set = await machine.run(['admin', 'prompt', 'set', 'workspace'], { stdin: 'Hi {{ user.email }}\n' });
  const shown = await machine.run(['admin', 'prompt', 'show', 'workspace']);
  const preview = await machine.run(['admin', 'prompt', 'preview', 'workspace', '--user', 'ada@example.com']);
  const bad = await machine.run(['admin', 'prompt', 'set', 'workspace', '-'], { stdin: '{{ x }}' });
  const reset = await machine.json(['admin', 'prompt', 'reset', 'workspace']);
  const unknown = await machine.run(['admin', 'prompt', 'show', 'other']);

  t.is(set.code, 0, set.stderr);
  t.is(shown.stdout, 'Hi {{ user.email }}\n');
  t.is(preview.stdout, 'Hi ada@example.com\n');
  t.is(bad.code, 2);
  t.regex(bad.stderr, /line 1: nothing is called x/);
  t.deepEqual(reset, { ok: true, status: 'reset' });
  t.is(unknown.code, 2);
});
