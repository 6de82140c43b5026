import test from 'ava';
import type { HostClient } from '../support/host-client.ts';
import { likeWhole } from '../support/like-whole.ts';
import { addItem, decide, sharedPeople } from './support/people.ts';

const people = sharedPeople();

const itemOf = async (root: HostClient, id: string) => {
  const { items } = await root.ask('GET /api/memory?per_page=500');
  return (items as readonly Record<string, unknown>[]).find((item) => item['id'] === id);
};

test('an item is written down, and waits', async (t) => {
  const { ada, root } = await people();
  const body = { title: ' Net\nrevenue ', content: ' Without tax. ', category: 'c', tags: ['a', ' a', ''] };

  const answer = await ada.send('POST /api/memory', { body: { ...body, domain: 'finance', strange: 1 } });

  t.is(answer.status, 201);
  t.like(answer.body, { status: 'pending' });
  t.regex(String(answer.body['id']), /^km_[0-9a-f]{12}$/);
  likeWhole(t, await itemOf(root, String(answer.body['id'])), {
    title: 'Net revenue',
    content: 'Without tax.',
    confidence: 0.5,
    source_user: 'ada@example.com',
    tags: ['a'],
    upvotes: 0,
  });
});

test('what is no item is refused by name', async (t) => {
  const { ada } = await people();
  const add = (body: object) =>
    ada.send('POST /api/memory', { body: { title: 'x', content: 'x', category: 'x', ...body } });

  t.like(await add({ domain: 'weather' }), { status: 400, body: { code: 'unknown_value' } });
  t.like(await add({ source_type: 'admin_mandate' }), { status: 400, body: { code: 'unknown_value' } });
  t.like(await add({ title: ' \n ' }), { status: 400, body: { code: 'blank_field' } });
  t.like(await add({ content: ' ' }), { status: 400, body: { code: 'blank_field' } });
  t.is((await add({ title: undefined })).status, 422);
  t.is((await add({ content: 'x'.repeat(50_001) })).status, 422);
});

test('null clears a field, but a title; content becomes empty text', async (t) => {
  const { root } = await people();
  const id = await addItem(root, { tags: ['a'], domain: 'data' });
  const patch = (body: object) => root.send(`PATCH /api/memory/admin/${id}`, { body });

  const cleared = await patch({ content: null, category: null, domain: null, tags: null, audience: null });

  t.deepEqual(cleared.body, { id, updated: ['content', 'category', 'domain', 'tags', 'audience'] });
  t.like(await itemOf(root, id), { content: '', category: null, domain: null, audience: null });
  t.deepEqual((await itemOf(root, id))?.['tags'], []);
  t.is((await patch({ title: null })).status, 422);
  t.is((await patch({ status: 'approved' })).status, 422);
  t.like(await patch({}), { status: 400, body: { code: 'nothing_to_change' } });
  t.like(await patch({ domain: 'weather' }), { status: 400, body: { code: 'unknown_value' } });
  t.is((await decide(root, ['edit', id], { title: 'Now', content: 'This' })).status, 200);
  t.like(await itemOf(root, id), { title: 'Now', content: 'This' });
});

test('several items are changed alike; a key that is none of theirs changes nothing', async (t) => {
  const { root } = await people();
  const [one, two] = [await addItem(root, { tags: ['old', 'x'] }), await addItem(root)];
  const bulk = (updates: object) =>
    root.send('POST /api/memory/admin/bulk-update', { body: { item_ids: [one, two, 'km_no'], updates } });

  const done = await bulk({ category: 'new', tags_add: ['y', 'x'], tags_remove: ['old'] });
  const wrong = await bulk({ category: 'worse', status: 'approved' });

  t.deepEqual([done.status, wrong.status], [200, 400]);
  const { updated, not_found, errors } = done.body;
  t.deepEqual((updated as string[]).toSorted(), [one, two].toSorted());
  t.deepEqual({ not_found, errors }, { not_found: ['km_no'], errors: [] });
  t.deepEqual(
    [(await itemOf(root, one))?.['tags'], (await itemOf(root, two))?.['tags']],
    [
      ['x', 'y'],
      ['y', 'x'],
    ],
  );
  t.like(await itemOf(root, one), { category: 'new' });
});

test('people vote once each, change their mind, and take it back', async (t) => {
  const { root, ada, bob } = await people();
  const id = await addItem(root);
  await decide(root, ['approve', id]);
  const vote = async (who: HostClient, value: number) =>
    (await who.send(`POST /api/memory/${id}/vote`, { body: { vote: value } })).body;

  t.deepEqual(await vote(ada, 1), { upvotes: 1, downvotes: 0 });
  t.deepEqual(await vote(bob, -1), { upvotes: 1, downvotes: 1 });
  t.deepEqual(await vote(bob, 1), { upvotes: 2, downvotes: 0 });
  t.deepEqual((await bob.ask('GET /api/memory/my-votes'))[id], 1);
  t.deepEqual(await vote(ada, 0), { upvotes: 1, downvotes: 0 });
  t.deepEqual(await ada.ask('GET /api/memory/my-votes'), {});
  t.like(await vote(ada, 2), { code: 'invalid_input' });
});
