import test from 'ava';
import { HostClient } from '../support/host-client.ts';
import { newColleague } from '../web/support/seeded-host.ts';
import { addItem, decide, sharedPeople, titlesIn } from './support/people.ts';

const people = sharedPeople();

const found = async (who: HostClient, search: string) =>
  titlesIn((await who.ask(`GET /api/memory?search=${search}`))['items']);

test('an audience follows its group when that is renamed, and no group that gets the old name', async (t) => {
  const { root, ada, bob } = await people();
  const group = await root.ask('POST /api/admin/groups', { body: { name: 'Pilots' } });
  await root.ask(`POST /api/admin/groups/${group['id']}/members`, { body: { email: 'ada@example.com' } });
  const id = await addItem(root, { title: 'Landing' });
  await decide(root, ['mandate', id], { audience: 'group:Pilots' });

  await root.ask(`PATCH /api/admin/groups/${group['id']}`, { body: { name: 'Captains' } });
  const other = await root.ask('POST /api/admin/groups', { body: { name: 'Pilots' } });
  await root.ask(`POST /api/admin/groups/${other['id']}/members`, { body: { email: 'bob@example.com' } });

  t.deepEqual(await found(ada, 'landing'), ['Landing']);
  t.deepEqual(await found(bob, 'landing'), []);
  const [shown] = (await ada.ask('GET /api/memory?search=landing'))['items'] as { audience: string }[];
  t.is(shown?.audience, 'group:Captains');
});

test('when its group is removed an audience is nobody, not everybody', async (t) => {
  const { root, ada } = await people();
  const group = await root.ask('POST /api/admin/groups', { body: { name: 'Divers' } });
  await root.ask(`POST /api/admin/groups/${group['id']}/members`, { body: { email: 'ada@example.com' } });
  const id = await addItem(root, { title: 'Diving' });
  await decide(root, ['mandate', id], { audience: 'group:divers' });
  t.deepEqual(await found(ada, 'diving'), ['Diving']);

  await root.ask(`DELETE /api/admin/groups/${group['id']}`);

  t.deepEqual(await found(ada, 'diving'), []);
  const { by_audience } = await root.ask('GET /api/memory/stats');
  t.like(by_audience, { 'group:(removed)': 1 });
});

test('whoever is in no group, and sees nothing of it, is not told that it is there', async (t) => {
  const { root, ada, bob } = await people();
  const group = await root.ask('POST /api/admin/groups', { body: { name: 'Layoffs' } });
  await root.ask(`POST /api/admin/groups/${group['id']}/members`, { body: { email: 'ada@example.com' } });
  const asked = async (who: HostClient, name: string) =>
    (await who.send(`GET /api/memory/tree?audience=group:${name}`)).status;

  t.deepEqual([await asked(bob, 'Layoffs'), await asked(bob, 'Nothing')], [400, 400]);
  t.deepEqual([await asked(ada, 'Layoffs'), await asked(root, 'Layoffs')], [200, 200]);
  await decide(root, ['mandate', await addItem(bob, { title: 'Packing' })], { audience: 'group:Layoffs' });
  t.is(await asked(bob, 'Layoffs'), 200, 'an item of theirs names it');
});

test('an audience is everybody or a group that is there', async (t) => {
  const { root } = await people();
  const id = await addItem(root);

  for (const audience of ['group:Nobody', 'group:', 'Analysts', ''])
    t.like(await decide(root, ['mandate', id], { audience }), {
      status: 400,
      body: { code: 'unknown_audience' },
    });
  t.like(await decide(root, ['mandate', id], { audience: null }), { status: 200, body: { audience: null } });
});

test('what was personal to a user goes with them, and nothing else; who gets the address has written nothing', async (t) => {
  const { seeded, root } = await people();
  const dora = await newColleague(seeded, 'Dora');
  const asDora = async () => new HostClient(root.url, await new HostClient(root.url).signIn(dora));
  const first = await asDora();
  const [kept, secret] = [await addItem(first, { title: 'Kept' }), await addItem(first, { title: 'Secret' })];
  await first.ask(`POST /api/memory/${secret}/personal`, { body: { is_personal: true } });
  await first.ask(`POST /api/memory/${kept}/vote`, { body: { vote: 1 } });

  await root.ask(`DELETE /api/users/${dora.id}`);
  await newColleague(seeded, 'Dora');
  const second = await asDora();

  t.is((await root.send(`GET /api/memory/${secret}/provenance`)).status, 404);
  t.like((await root.ask(`GET /api/memory/${kept}/provenance`)) as object, { source_user: dora.email });
  t.is((await second.send(`GET /api/memory/${kept}/provenance`)).status, 404);
  t.deepEqual(await second.ask('GET /api/memory/my-contributions'), { items: [], count: 0 });
  t.deepEqual(await second.ask('GET /api/memory/my-votes'), {});
});
