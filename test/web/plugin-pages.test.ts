import test from 'ava';
import { fileContext } from '../support/file-context.ts';
import { connectorManifest, writePlugin } from '../support/plugin-folders.ts';
import { tempFolder } from '../support/temp-folder.ts';
import { asAda, asAdministrator, sharedHost } from './support/seeded-host.ts';
import { fieldsOf } from './support/visitor.ts';

const hostile = '<script>alert(1)</script>"><img src=x onerror=alert(1)>';

const shared = sharedHost();
const context = fileContext();

const network = [
  { host: 'api.example.com', why: `It reads orders. ${hostile}` },
  { host: 'files.example.com', why: 'It reads attachments.' },
];

const ordersFolder = async (more: object = {}): Promise<string> =>
  writePlugin(await tempFolder(context), 'orders', {
    'agnes.plugin.json': {
      ...connectorManifest('acme/orders', 'orders'),
      capabilities: { network },
      ...more,
    },
    'connector.ts': 'export default {};',
    'CHANGELOG.md': `# Changelog\n\n## 1.2.3\n\n- Reads orders. ${hostile}\n`,
  });

test('plugins are listed for administrators, with what was ever installed and a form that installs', async (t) => {
  const seeded = await shared();
  const root = await asAdministrator(seeded);

  const list = await root.open('/admin/plugins');
  const folder = await root.open('/admin/plugins?from=folder');
  const back = await root.send('/admin/plugins/rollback', { to_generation: '7' });
  const hidden = await (await asAda(seeded)).open('/admin/plugins');

  t.regex(list.html, /Nothing was installed beside what the host ships with/);
  t.regex(list.html, /agnes\/connector-files[\s\S]*Active/);
  t.regex(list.html, /Nothing was ever installed/);
  t.regex(folder.html, /name="from" value="folder"[\s\S]*id="field-path"/);
  t.is(back.status, 404);
  t.regex(back.html, /There is no generation 7/);
  t.is(hidden.status, 404);
});

test('a plugin is planned, its capabilities are narrowed, and a plan that is gone is made again, without script', async (t) => {
  const seeded = await shared();
  const root = await asAdministrator(seeded);
  const path = await ordersFolder();

  const refused = await root.send('/admin/plugins/plan', {
    from: 'git',
    url: 'https://example.com/x.git',
    commit: 'main',
  });
  const unread = await root.send('/admin/plugins/plan', { from: 'folder', path: '/nowhere/at/all' });
  const plan = await root.send('/admin/plugins/plan', { from: 'folder', path });
  const fields = fieldsOf(plan.html, '/admin/plugins/apply');
  const { 'grant:acme/orders network:files.example.com': _, ...fewer } = fields;
  const narrowed = await root.send('/admin/plugins/apply', fewer);
  const lost = await root.send('/admin/plugins/apply', { ...fields, plan_id: 'nobody' });
  const again = await root.send('/admin/plugins/plan', fieldsOf(lost.html, '/admin/plugins/plan'));

  t.is(refused.status, 422);
  t.regex(refused.html, /href="#field-commit">Commit<\/a>[\s\S]*value="main"[^>]*aria-invalid="true"/);
  t.is(unread.status, 422);
  t.regex(unread.html, /This cannot be applied[\s\S]*href="[^"]*from=folder&amp;path=%2Fnowhere/);
  t.is(plan.status, 200);
  t.regex(plan.html, /Install[\s\S]*not installed[\s\S]*1\.2\.3[\s\S]*What going back costs/);
  t.notRegex(plan.html, /<script>alert|<img src=x/);
  t.regex(plan.html, /network:api\.example\.com/);
  t.regex(narrowed.html, /This is the plan with what you have ticked/);
  t.regex(narrowed.html, /value="on" aria-describedby="grant-acme-orders-0-why" checked/);
  t.regex(narrowed.html, /value="on" aria-describedby="grant-acme-orders-1-why">/);
  t.is(lost.status, 410);
  t.regex(lost.html, /Work out the plan again/);
  t.is(again.status, 200);
});

test('a plugin has a page: what it is, may do and listens to, and it is tried there', async (t) => {
  const seeded = await shared();
  const root = await asAdministrator(seeded);

  const page = await root.open('/admin/plugins/agnes/connector-files');
  const tried = await root.send('/admin/plugins/agnes/connector-files/test');
  const model = await root.open('/admin/plugins/agnes/connector-llm');
  const wrong = await root.send('/admin/plugins/agnes/connector-llm/settings', {
    'config.max_calls_per_hour': 'many',
    'config.model': 'mine',
  });
  const missing = await root.open('/admin/plugins/acme/nobody');

  t.regex(page.html, /<h1>[^<]*<\/h1>[\s\S]*Active[\s\S]*Tables that it feeds[\s\S]*orders/);
  t.regex(tried.html, /role="status"[\s\S]*Works[\s\S]*settings: The settings fit/);
  t.regex(model.html, /name="config.api_key" type="password"/);
  t.regex(model.html, /name="config.max_calls_per_hour" value="" inputmode="numeric"[^>]*placeholder="600"/);
  t.is(wrong.status, 422);
  t.regex(wrong.html, /href="#field-config-max_calls_per_hour">Max calls per hour<\/a>: Must be integer/);
  t.regex(wrong.html, /name="config.model" value="mine"/);
  t.regex(wrong.html, /name="config.max_calls_per_hour" value="many"[^>]*aria-invalid="true"/);
  t.is(missing.status, 404);
});
