import test from 'ava';
import { servedAdmin } from './support/identity-server.ts';
import { addUser, promote, signedInUser, type WireUser } from './support/people.ts';

test('nobody switches themselves off or deletes themselves', async (t) => {
  const served = await servedAdmin(t);
  const { id } = served.user;
  await promote(served, (await addUser(served)).id);

  const off = await served.call(`POST /api/users/${id}/deactivate`);
  const gone = await served.call(`DELETE /api/users/${id}`);

  t.like(await off.json(), { status: 409, code: 'own_account' });
  t.like(await gone.json(), { status: 409, code: 'own_account' });
});

test('the user of the host itself is seen and never changed', async (t) => {
  const { call } = await servedAdmin(t);
  const [scheduler] = (await (await call('GET /api/users?q=scheduler')).json()) as WireUser[];
  const path = `/api/users/${scheduler?.id}`;

  const answers = await Promise.all([
    call(`PATCH ${path}`, { body: { name: 'Sched' } }),
    call(`DELETE ${path}`),
    call(`POST ${path}/deactivate`),
    call(`POST ${path}/reset-password`),
    call(`POST ${path}/set-password`, { body: { password: 'correct horse' } }),
    call(`DELETE ${path}/sessions`),
  ]);

  const codes = await Promise.all(answers.map(async (answer) => ((await answer.json()) as WireUser)['code']));
  t.deepEqual(new Set(codes), new Set(['service_user']));
});

test('an unknown user is a 404 everywhere', async (t) => {
  const { call } = await servedAdmin(t);

  const answers = await Promise.all([
    call('GET /api/users/nobody'),
    call('PATCH /api/users/nobody', { body: { active: false } }),
    call('DELETE /api/users/nobody'),
    call('POST /api/users/nobody/activate'),
    call('POST /api/users/nobody/reset-password'),
    call('POST /api/users/nobody/set-password', { body: { password: 'correct horse' } }),
    call('DELETE /api/users/nobody/sessions'),
  ]);

  t.deepEqual(new Set(answers.map(({ status }) => status)), new Set([404]));
});

test('only administrators see or change users', async (t) => {
  const served = await servedAdmin(t);
  const { id, token } = await signedInUser(served);

  const answers = await Promise.all([
    served.call('GET /api/users', { token }),
    served.call(`PATCH /api/users/${id}`, { token, body: { name: 'Robert' } }),
    served.call(`DELETE /api/users/${id}`, { token }),
    served.call('POST /api/users', { token, body: { email: 'eve@example.com', name: 'Eve' } }),
  ]);

  t.deepEqual(new Set(answers.map(({ status }) => status)), new Set([403]));
});
