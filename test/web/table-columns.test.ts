import test from 'ava';
import { draftsOfForm } from '../../host/web/tables/columns-form.ts';
import { likeWhole } from '../support/like-whole.ts';
import { asAdministrator, sharedHost } from './support/seeded-host.ts';

const shared = sharedHost();
const path = '/admin/tables/orders/columns';

/** What a browser sends when somebody touches nothing: every field but the text areas is in the page as it is. */
const hiddenOf = (html: string): Readonly<Record<string, string>> => {
  const fields = [...html.matchAll(/<input[^>]*name="([\w-]+)"(?: value="([^"]*)")?/g)];
  return Object.fromEntries(fields.map(([, name = '', value = '']) => [name, value]));
};

test('what columns hold is said on the page, and only what was changed is written', async (t) => {
  const seeded = await shared();
  await seeded.api.sync({ force: true });
  const root = await asAdministrator(seeded);
  const columns = [{ column_name: 'later', description: 'By a command', basetype: 'DATE' }];

  const table = await root.open('/admin/tables/orders');
  const before = await root.open(path);
  await seeded.api.ask('POST /api/admin/metadata/orders', { body: { columns } });
  const said = {
    ...hiddenOf(before.html),
    'basetype-0': 'INTEGER',
    'description-0': 'Number <of> the order',
  };
  const saved = await root.follow(path, said);
  const known = await seeded.api.ask('GET /api/admin/metadata/orders');
  const same = await root.follow(path, {
    ...hiddenOf(saved.html),
    ...{ 'description-0': 'Number <of> the order', 'was-description-0': 'Number <of> the order' },
    ...{ 'description-1': 'By a command' },
  });

  t.regex(table.html, /href="\/admin\/tables\/orders\/columns"/);
  t.regex(before.html, /name="column-0" value="id"/);
  t.regex(saved.html, /is saved[\s\S]*Number &lt;of&gt; the order/);
  t.deepEqual(
    (known['columns'] as readonly Record<string, unknown>[]).map((one) => [
      one['column_name'],
      one['basetype'],
      one['description'],
      one['confidence'],
    ]),
    [
      ['id', 'INTEGER', 'Number <of> the order', 'manual'],
      ['later', 'DATE', 'By a command', 'manual'],
    ],
  );
  t.regex(same.html, /Nothing was changed/);
  t.regex(same.html, /does not have this column now/);
});

test('each column says of which type it is in the data, as the API does, also when nobody has said a word', async (t) => {
  const seeded = await shared();
  await seeded.api.sync({ force: true });
  const root = await asAdministrator(seeded);

  const { html } = await root.open('/admin/tables/payroll/columns');
  const known = await seeded.api.ask('GET /api/v2/schema/payroll');

  likeWhole(t, known['columns'], [{ name: 'id', type: 'BIGINT' }]);
  t.regex(html, /name="basetype-0" value="" placeholder="BIGINT" aria-describedby="read-as-0"/);
  t.regex(html, /id="read-as-0">In the data: <code>BIGINT<\/code>/);
});

test('a source that takes nothing back is not offered, and says so when it is asked', async (t) => {
  const root = await asAdministrator(await shared());

  const { html } = await root.open(path);
  const refused = await root.send(`${path}/push`);

  t.notRegex(html, /Write back/);
  t.is(refused.status, 400);
  t.regex(refused.html, /only keboola takes descriptions back/);
});

test('a form says nothing about columns that it leaves as they are', (t) => {
  const form = {
    ...{ 'column-0': 'a', 'description-0': 'one\r\ntwo', 'was-description-0': 'one\ntwo' },
    ...{ 'column-1': 'b', 'basetype-1': ' ', 'was-basetype-1': 'DATE', 'description-1': 'x' },
    ...{ 'column-2': ' ', 'description-2': 'of no column' },
    ...{ 'column-3': ' c ', 'description-3': 'new' },
  };

  t.deepEqual(draftsOfForm(form), [
    { column_name: 'b', basetype: null, description: 'x' },
    { column_name: 'c', description: 'new' },
  ]);
});
