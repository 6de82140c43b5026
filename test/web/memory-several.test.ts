import test from 'ava';
import { likeWhole } from '../support/like-whole.ts';
import { asAdministrator, type SeededHost, sharedHost } from './support/seeded-host.ts';
import { fieldsOf } from './support/visitor.ts';

const shared = sharedHost();
const path = '/corporate-memory/admin';

const itemsOf = ({ api }: SeededHost, ...titles: readonly string[]): Promise<readonly string[]> =>
  Promise.all(
    titles.map(async (title) => {
      const body = { title, content: `${title}.`, category: 'c', tags: ['old'] };
      return String((await api.ask('POST /api/memory', { body }))['id']);
    }),
  );

const itemOf = async ({ api }: SeededHost, id: string) => {
  const { items } = await api.ask('GET /api/memory?status_filter=&per_page=500');
  return (items as readonly Record<string, unknown>[]).find((item) => item['id'] === id);
};

const ticked = (ids: readonly string[]) => Object.fromEntries(ids.map((id) => [`item:${id}`, 'on']));

test('several items are ticked and decided about at once, and those that cannot be are counted', async (t) => {
  const seeded = await shared();
  const root = await asAdministrator(seeded);
  const ids = await itemsOf(seeded, 'Several A', 'Several B', 'Several C');
  const [a = '', b = '', c = ''] = ids;
  await seeded.api.ask(`POST /api/memory/admin/reject?item_id=${c}`);

  const page = await root.open(`${path}?q=Several&status=`);
  const sent = { ...fieldsOf(page.html, `${path}/batch`), ...ticked([...ids, 'nobody']) };
  const done = await root.follow(`${path}/batch`, {
    ...sent,
    ...{ verb: 'mandate', mandate_audience: 'group:Analysts', reason: 'They are right' },
  });

  t.regex(page.html, new RegExp(`form="several" name="item:${a}" value="on">`));
  t.regex(page.html, /value="approve">Approve what is ticked[\s\S]*value="reject" class="danger"/);
  t.notRegex(page.html, /value="revoke"/);
  t.is(done.location, `${path}?status=&q=Several&done=several&count=2&left=2`);
  t.regex(done.html, /2 items are decided about, and in the audit log\. 2 stay as before/);
  likeWhole(t, await itemOf(seeded, a), { status: 'mandatory', audience: 'group:Analysts' });
  likeWhole(t, await itemOf(seeded, b), { status: 'mandatory', audience: 'group:Analysts' });
  t.like(await itemOf(seeded, c), { status: 'rejected' });
});

test('several items are changed alike; what is left alone stays as it is with each', async (t) => {
  const seeded = await shared();
  const root = await asAdministrator(seeded);
  const ids = await itemsOf(seeded, 'Alike A', 'Alike B');
  const [a = '', b = ''] = ids;
  await seeded.api.ask(`PATCH /api/memory/admin/${b}`, { body: { domain: 'finance' } });

  const change = { category: '', domain: '', tags_add: 'new, ', tags_remove: 'old', reason: 'not meant' };
  const done = await root.follow(`${path}/bulk-update`, { status: 'pending', ...ticked(ids), ...change });
  const cleared = await root.follow(`${path}/bulk-update`, { ...ticked([b]), domain: 'none' });

  t.regex(done.html, /2 items are changed, and in the audit log\.</);
  t.regex(cleared.html, /1 item is changed/);
  likeWhole(t, await itemOf(seeded, a), {
    category: 'c',
    tags: ['new'],
    title: 'Alike A',
    status: 'pending',
  });
  likeWhole(t, await itemOf(seeded, b), { category: 'c', tags: ['new'], domain: null });
});

test('a form in which nothing is ticked, or that is wrong, changes nothing and keeps what was typed', async (t) => {
  const seeded = await shared();
  const root = await asAdministrator(seeded);
  const ids = await itemsOf(seeded, 'Refused A');
  const [id = ''] = ids;

  const nothing = await root.send(`${path}/batch`, { verb: 'approve', reason: 'a "reason"' });
  const noVerb = await root.send(`${path}/batch`, ticked(ids));
  const wrong = await root.send(`${path}/bulk-update`, {
    ...{ status: 'pending', q: 'Refused', category: 'typed', audience: 'group:Nobody' },
    ...ticked(ids),
  });
  const empty = await root.send(`${path}/bulk-update`, ticked(ids));
  const long = await root.send(`${path}/bulk-update`, { ...ticked(ids), category: 'c'.repeat(101) });
  const wordy = { ...ticked(ids), verb: 'reject', reason: 'r'.repeat(1_001) };
  const tooLong = await root.send(`${path}/batch`, wordy);
  const many = ticked(Array.from({ length: 600 }, (_, n) => `nobody-${n}`));
  const tooMany = await root.send(`${path}/batch`, { ...many, ...ticked(ids), verb: 'reject' });
  const odd = await root.open(`${path}?done=constructor`);

  t.deepEqual([nothing.status, noVerb.status, wrong.status, empty.status], [400, 400, 400, 400]);
  // As over HTTP: so much of one item, and so many of them.
  t.deepEqual([long.status, tooLong.status, tooMany.status], [422, 422, 422]);
  t.notRegex(odd.html, /native code/);
  t.regex(nothing.html, /The form holds no change\.[\s\S]*value="a &quot;reason&quot;"/);
  t.regex(wrong.html, new RegExp(`name="item:${id}" value="on" checked>`));
  t.regex(wrong.html, /name="category" value="typed"/);
  t.like(await itemOf(seeded, id), { status: 'pending', category: 'c' });
});

test('decisions about several are in the audit log, as one and each by itself', async (t) => {
  const seeded = await shared();
  const root = await asAdministrator(seeded);
  const ids = await itemsOf(seeded, 'Logged A', 'Logged B');

  await root.follow(`${path}/batch`, { ...ticked(ids), verb: 'approve' });
  const all = await seeded.api.ask('GET /api/admin/audit?action=corporate_memory.batch');
  const each = await seeded.api.ask(`GET /api/admin/audit?resource=memory:${ids[0]}&limit=5`);

  const batches = all['entries'] as readonly { params: { verb: string; items: number } }[];
  t.deepEqual(
    batches.map(({ params }) => params.items).filter((_, at) => batches[at]?.params.verb === 'approve'),
    [2],
  );
  t.true(
    (each['entries'] as readonly { action: string }[]).some(
      ({ action }) => action === 'corporate_memory.approve',
    ),
  );
});

test('the pages behind the first of all items are those of all items', async (t) => {
  const seeded = await shared();
  const root = await asAdministrator(seeded);
  await itemsOf(seeded, ...Array.from({ length: 21 }, (_, n) => `Paged ${n}`));

  const first = await root.open(`${path}?status=&q=Paged`);

  t.regex(first.html, /href="\/corporate-memory\/admin\?status=&amp;q=Paged&amp;page=2"/);
});
