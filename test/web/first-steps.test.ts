import test from 'ava';
import { asAda, asAdministrator, sharedHost } from './support/seeded-host.ts';

const shared = sharedHost();

test('where nothing is yet, an administrator is led to the page that adds it, and nobody else is', async (t) => {
  const seeded = await shared();
  const root = await asAdministrator(seeded);
  const colleague = await asAda(seeded);

  const metrics = await root.open('/catalog/metrics');
  const narrowed = await root.open('/catalog/metrics?q=revenue');
  const skills = await root.open('/skills');
  const grants = await root.open('/admin/access?view=matrix&type=marketplace_plugin');
  const theirMetrics = await colleague.open('/catalog/metrics');
  const theirSkills = await colleague.open('/skills');

  t.regex(metrics.html, /No metric is defined yet\. <a href="\/admin\/metrics">Add the first one/);
  t.regex(narrowed.html, /Add the first one/);
  t.regex(
    skills.html,
    /You get no plugin yet\. <a href="\/admin\/access\?view=matrix&amp;type=marketplace_plugin">/,
  );
  t.is(grants.status, 200);
  t.regex(theirMetrics.html, /No metric is there for the tables you may read\.<\/p>/);
  t.regex(theirSkills.html, /You get no plugin yet\. Ask an administrator/);
});

test('the folder of a table stands apart from its name', async (t) => {
  const seeded = await shared();
  await seeded.api.ask('PUT /api/admin/registry/orders', { body: { folder: 'Sales' } });

  const { html } = await (await asAda(seeded)).open('/dashboard');

  t.regex(html, /<code>orders<\/code><\/a> <span class="chip">Sales<\/span>/);
});
