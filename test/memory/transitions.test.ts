import test from 'ava';
import { statuses } from '../../host/memory/item.ts';
import type { HostClient } from '../support/host-client.ts';
import { likeWhole } from '../support/like-whole.ts';
import { addItem, decide, sharedPeople } from './support/people.ts';

const people = sharedPeople();

/** The whole table: where a decision leads from each state; what is not there is refused. */
const table: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  pending: { approve: 'approved', reject: 'rejected', mandate: 'mandatory' },
  approved: { approve: 'approved', mandate: 'mandatory', revoke: 'revoked' },
  mandatory: { mandate: 'mandatory', revoke: 'revoked' },
  rejected: { approve: 'approved', reject: 'rejected' },
  revoked: { approve: 'approved', revoke: 'revoked' },
};

const ways: Readonly<Record<string, readonly string[]>> = {
  pending: [],
  approved: ['approve'],
  mandatory: ['mandate'],
  rejected: ['reject'],
  revoked: ['approve', 'revoke'],
};

const itemIn = async (root: HostClient, status: string): Promise<string> => {
  const id = await addItem(root, { title: status });
  for (const verb of ways[status] ?? []) await decide(root, [verb, id]);
  return id;
};

for (const [status, ends] of Object.entries(table)) {
  test(`from ${status} each decision leads where the table says, or nowhere`, async (t) => {
    const { root } = await people();
    for (const verb of ['approve', 'reject', 'mandate', 'revoke']) {
      const id = await itemIn(root, status);
      const answer = await decide(root, [verb, id]);
      const end = ends[verb];
      if (end) t.like(answer, { status: 200, body: { id, status: end } }, verb);
      else {
        t.like(answer, { status: 409, body: { code: 'invalid_transition' } }, verb);
        t.like(await decide(root, [verb, id, '&force=true'], {}), { status: 200, body: { id } }, verb);
      }
    }
  });
}

test('every state but the one that only time brings is in the table', (t) => {
  t.deepEqual([...Object.keys(table), 'expired'].toSorted(), [...statuses].toSorted());
});

test('a batch says of each item what became of it, and writes a row for each', async (t) => {
  const { root } = await people();
  const [waits, rejected] = [await itemIn(root, 'pending'), await itemIn(root, 'rejected')];
  const item_ids = [waits, rejected, 'km_nowhere', waits];

  const answer = await root.ask('POST /api/memory/admin/batch', {
    body: { item_ids, action: 'mandate', reason: 'All of them' },
  });

  t.deepEqual(answer, {
    success: [waits],
    not_found: ['km_nowhere'],
    refused: [{ id: rejected, status: 'rejected' }],
  });
  const { entries } = await root.ask('GET /api/memory/admin/audit?action=mandate&per_page=1');
  likeWhole(t, entries, [
    { action: 'corporate_memory.mandate', resource: `memory:${waits}`, user_email: 'admin@example.com' },
  ]);
});

test('each decision is one row in the audit log with its reason', async (t) => {
  const { root } = await people();
  const id = await itemIn(root, 'pending');
  await decide(root, ['reject', id], { reason: 'Not so' });

  const { entries } = await root.ask('GET /api/memory/admin/audit');

  const own = (entries as { action: string; resource: string; params: object }[]).filter(
    ({ resource }) => resource === `memory:${id}`,
  );
  t.deepEqual(
    own.map(({ action, params }) => [action, params]),
    [['corporate_memory.reject', { force: false, reason: 'Not so' }]],
  );
});
