import test from 'ava';
import type { HostClient } from '../support/host-client.ts';
import { addItem, decide, sharedPeople } from './support/people.ts';

const people = sharedPeople();

const statusOf = async (root: HostClient, id: string) => {
  const { items } = await root.ask('GET /api/memory?per_page=500');
  return (items as { id: string; status: string; content: string }[]).find((item) => item.id === id);
};

const contradiction = async (root: HostClient) => {
  const [a, b] = [await addItem(root, { title: 'A' }), await addItem(root, { title: 'B' })];
  for (const id of [a, b]) await decide(root, ['approve', id]);
  const body = { item_a_id: a, item_b_id: b, explanation: 'Both cannot be.', severity: 'hard' };
  const { id } = await root.ask('POST /api/memory/admin/contradictions', { body });
  const resolve = (said: object) =>
    root.send(`POST /api/memory/admin/contradictions/${id}/resolve`, { body: said });
  return { a, b, id, resolve };
};

test('a contradiction is decided once, and changes nothing unless it is carried out', async (t) => {
  const { root } = await people();
  const { a, b, id, resolve } = await contradiction(root);

  t.like(await resolve({ resolution: 'kept' }), { status: 400, body: { code: 'unknown_value' } });
  t.deepEqual((await resolve({ resolution: 'kept_a' })).body, {
    ...{ id, resolved: true, resolution: 'kept_a', applied: [] },
  });
  t.like(await resolve({ resolution: 'kept_b' }), { status: 400, body: { code: 'already_resolved' } });
  t.deepEqual(
    [(await statusOf(root, a))?.status, (await statusOf(root, b))?.status],
    ['approved', 'approved'],
  );
});

test('carried out, the item that loses is revoked, and texts are merged into the one that stays', async (t) => {
  const { root } = await people();
  const kept = await contradiction(root);
  const merged = await contradiction(root);
  const linked = await contradiction(root);

  t.deepEqual((await kept.resolve({ resolution: 'kept_b', apply: true })).body['applied'], [
    { item_id: kept.a, change: 'revoked', from: 'approved' },
  ]);
  t.like(await merged.resolve({ resolution: 'merged', apply: true }), {
    status: 400,
    body: { code: 'merged_content_missing' },
  });
  const both = { resolution: 'merged', apply: true, merged_content: 'Both.' };
  t.deepEqual((await merged.resolve(both)).body['applied'], [
    { item_id: merged.a, change: 'edited', from: 'approved' },
    { item_id: merged.b, change: 'revoked', from: 'approved' },
  ]);
  t.like(await statusOf(root, merged.a), { status: 'approved', content: 'Both.' });
  t.like(await statusOf(root, merged.b), { status: 'revoked' });
  const links = (await linked.resolve({ resolution: 'both_valid', apply: true })).body['applied'];
  t.deepEqual(
    (links as { change: string }[]).map(({ change }) => change),
    ['linked', 'linked'],
  );
});

test('of a side that is personal only its id is told', async (t) => {
  const { root, bob } = await people();
  const [open, own] = [await addItem(root), await addItem(bob, { title: 'My secret' })];
  await bob.ask(`POST /api/memory/${own}/personal`, { body: { is_personal: true } });
  const body = { item_a_id: open, item_b_id: own, explanation: 'x' };
  await root.ask('POST /api/memory/admin/contradictions', { body });

  const hidden = await root.send('GET /api/memory/admin/contradictions?resolved=false');
  const shown = await root.send('GET /api/memory/admin/contradictions?exclude_personal=false');

  const sides = (hidden.body['contradictions'] as { item_b_id: string; item_b: object }[]).find(
    (one) => one.item_b_id === own,
  );
  t.deepEqual(sides?.item_b, { id: own, hidden: true });
  t.notRegex(hidden.text, /My secret/);
  t.regex(shown.text, /My secret/);
});

test('two shared entities in one domain make likely duplicates, and one or another domain does not', async (t) => {
  const { root, ada, bob } = await people();
  const about = (entities: readonly string[], domain = 'operations') =>
    addItem(bob, { entities, domain, title: entities.join() });
  const first = await about(['Invoice', 'VAT', 'Germany']);
  const second = await about(['vat', 'invoice']);
  await about(['invoice', 'other']);
  await about(['invoice', 'vat'], 'product');
  for (const id of [first, second]) await decide(root, ['approve', id]);
  await ada.ask(`POST /api/memory/${second}/vote`, { body: { vote: 1 } });
  const tree = await root.ask('GET /api/memory/tree?has_duplicate=true');

  const { relations } = await root.ask('GET /api/memory/admin/duplicate-candidates?resolved=false');
  const found = relations as { item_a_id: string; item_b_id: string; score: number }[];
  const query = `item_a_id=${second}&item_b_id=${first}`;
  const resolve = () =>
    root.send(`POST /api/memory/admin/duplicate-candidates/resolve?${query}`, {
      body: { resolution: 'duplicate' },
    });
  const done = await resolve();

  t.is(found.length, 1);
  t.is(found[0]?.score, 2 / 3);
  t.deepEqual([found[0]?.item_a_id, found[0]?.item_b_id], [first, second].toSorted());
  t.is(tree['total_items'], 2);
  t.like(done.body, { resolved: true, resolution: 'duplicate' });
  t.like(await resolve(), { status: 400, body: { code: 'already_resolved' } });
  t.like(await statusOf(root, second), { status: 'revoked', upvotes: 0 });
  t.like(await statusOf(root, first), { status: 'approved', upvotes: 1 });
});
