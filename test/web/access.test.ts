import test from 'ava';
import { asAdministrator, seededHost, sharedHost } from './support/seeded-host.ts';
import { fieldsOf } from './support/visitor.ts';

const admins = '00000000-0000-7000-8000-000000000001';
const everyone = '00000000-0000-7000-8000-000000000002';
const review = '/admin/access/review';
const save = '/admin/access';

const shared = sharedHost();

test.serial(
  'what is not on the page is not touched, what is there already is no change, and too much is refused',
  async (t) => {
    const seeded = await shared();
    const root = await asAdministrator(seeded);
    const orders = `${seeded.analystsId} table orders`;
    const many = Object.fromEntries(
      Array.from({ length: 1001 }, (_, index) => [`add ${seeded.analystsId} table t${index}`, 'on']),
    );

    const filtered = await root.open(`/admin/access?group=${seeded.analystsId}&q=payroll`);
    const nothing = await root.send(review, fieldsOf(filtered.html, review));
    const again = await root.send(review, { [`add ${orders}`]: 'on', back: 'view=matrix' });
    const refused = await root.send(save, many);

    t.notRegex(filtered.html, new RegExp(orders));
    t.regex(nothing.html, /Nothing is different from what is granted now/);
    t.regex(again.html, /Nothing is different from what is granted now/);
    t.is(refused.status, 400);
    t.regex(refused.html, /1001 changes are more than the 1000/);
  },
);

test.serial(
  'the matrix is searched and narrowed on both axes, and shows what administrators have anyway',
  async (t) => {
    const seeded = await shared();
    const root = await asAdministrator(seeded);

    const all = await root.open('/admin/access?view=matrix&type=table');
    const narrow = await root.open('/admin/access?view=matrix&q=PAY&groups=analysts');
    const none = await root.open('/admin/access?view=matrix&q=nothing');
    const tree = await root.open(`/admin/access?group=${admins}`);
    const matrix = await root.open('/admin/access?view=matrix&type=table&groups=admin');

    t.regex(tree.html, /type="checkbox"\s+checked disabled> <span><code>orders<\/code>/);
    t.false(Object.keys(fieldsOf(tree.html, review)).some((name) => name.includes('table')));
    t.regex(
      matrix.html,
      /<td data-state="admin"><span class="mark" aria-hidden="true">∗<\/span><span class="hidden">all of it/,
    );
    t.is(all.html.match(/<tr data-type="table"/g)?.length, 2);
    t.regex(
      all.html,
      /data-state="granted"><span class="mark" aria-hidden="true">✓<\/span><span class="hidden">granted/,
    );
    t.is(narrow.html.match(/<tr data-type/g)?.length, 1);
    t.is(narrow.html.match(/data-group=/g)?.length, 1);
    t.regex(none.html, /No resource and group are called like that/);
  },
);

test.serial('a decision is explained with its chain, and every grant is exported', async (t) => {
  const seeded = await shared();
  const root = await asAdministrator(seeded);
  const about = (user: string, id: string) =>
    root.open(`/admin/access?${new URLSearchParams({ view: 'explain', user, type: 'table', id })}`);

  const allowed = await about('ada@example.com', 'orders');
  const denied = await about('ada@example.com', 'payroll');
  const unknown = await about('nobody@example.com', 'orders');
  const csv = await root.open('/admin/access/export.csv');
  const old = await root.open('/admin/grants');

  t.regex(allowed.html, /chip-on">Allowed/);
  t.regex(allowed.html, /&quot;Analysts&quot; was granted the table/);
  t.regex(denied.html, /Not allowed/);
  t.regex(denied.html, /class="step-broken"/);
  t.is(unknown.status, 404);
  t.regex(unknown.html, /id="user"[^>]*aria-invalid="true"/);
  t.is(csv.headers.get('content-disposition'), 'attachment; filename="access.csv"');
  t.is(
    csv.html,
    [
      'group_id,group,resource_type,resource_id,resource,tier',
      `${seeded.analystsId},Analysts,table,orders,orders,`,
      // What comes with the host.
      `${everyone},Everyone,marketplace_plugin,agnes/agnes-core,agnes-core,optional`,
      '',
    ].join('\r\n'),
  );
  t.is(old.status, 302);
  t.is(old.location, '/admin/access');
});

// The last that shares: it leaves other grants than it found.
test.serial('without script grants are ticked, looked at as a difference, and saved', async (t) => {
  const seeded = await shared();
  const root = await asAdministrator(seeded);
  const cell = (table: string) => `${seeded.analystsId} table ${table}`;

  const tree = await root.open(`/admin/access?group=${seeded.analystsId}`);
  const { [`want ${cell('orders')}`]: _, ...kept } = fieldsOf(tree.html, review);
  const difference = await root.send(review, { ...kept, [`want ${cell('payroll')}`]: 'on' });
  const untouched = await seeded.api.send('GET /api/admin/grants');
  const saved = await root.follow(save, fieldsOf(difference.html, save));

  t.regex(tree.html, /<legend>Tables <span class="muted">1 of 2<\/span>/);
  t.regex(difference.html, /<strong>1 grant, 1 removal; 1 person gains, 1 loses\.<\/strong>/);
  t.regex(untouched.text, /"resource_id":"orders"/);
  t.notRegex(untouched.text, /payroll/);
  t.regex(saved.html, /Saved: 1 grant, 1 removal\./);
  t.regex(saved.html, new RegExp(`name="want ${cell('payroll')}" value="on" checked`));
  t.notRegex(saved.html, new RegExp(`name="want ${cell('orders')}" value="on" checked`));
});

test('when somebody else changes grants meanwhile nothing is saved, both are shown, and saving on top works', async (t) => {
  const seeded = await seededHost(t);
  const root = await asAdministrator(seeded);
  const cell = `${seeded.analystsId} table payroll`;
  const tree = await root.open(`/admin/access?group=${seeded.analystsId}`);
  const fields = fieldsOf(tree.html, review);
  const { id } = await seeded.api.ask('POST /api/admin/groups', { body: { name: 'Finance' } });
  const theirs = { group_id: id, resource_type: 'table', resource_id: 'orders' };
  await seeded.api.ask('POST /api/admin/grants', { body: theirs });

  const difference = await root.send(review, { ...fields, [`want ${cell}`]: 'on' });
  const refused = await root.send(save, fieldsOf(difference.html, save));
  const untouched = await seeded.api.send('GET /api/admin/grants');
  const onTop = await root.follow(save, fieldsOf(refused.html, save));

  t.is(refused.status, 409);
  t.regex(refused.html, /Somebody else changed groups or grants/);
  t.regex(refused.html, /<li>Granted: Finance → table orders<\/li>/);
  t.regex(refused.html, /<strong>1 grant; 1 person gains\.<\/strong>/);
  t.notRegex(untouched.text, /payroll/);
  t.regex(onTop.html, /Saved: 1 grant, 0 removals\./);
});
