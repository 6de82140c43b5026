import test from 'ava';
import { likeWhole } from '../support/like-whole.ts';
import { admin, startHost } from '../support/start-host.ts';
import { Visitor } from './support/visitor.ts';

test('a plugin whose settings name a secret is among those who need it, and keeps it from being deleted by mistake', async (t) => {
  const settings = { 'agnes/connector-llm': { settings: { api_key: 'MODEL_KEY', model: 'some' } } };
  const host = await startHost(t, { config: { plugins: settings } });
  const api = await host.asAdmin();
  await api.ask('PUT /api/admin/secrets/MODEL_KEY', { body: { value: 'a canary' } });
  await api.ask('PUT /api/admin/secrets/OTHER_KEY', { body: { value: 'a canary' } });
  const root = await Visitor.signedIn(host.url, admin);

  const list = await api.ask('GET /api/admin/secrets');
  const page = await root.open('/admin/secrets/MODEL_KEY');
  const refused = await root.send('/admin/secrets/MODEL_KEY/delete');
  const forced = await root.send('/admin/secrets/MODEL_KEY/delete', { force: 'on' });

  likeWhole(t, list, {
    secrets: [
      { name: 'MODEL_KEY', used_by: ['plugin:agnes/connector-llm'] },
      { name: 'OTHER_KEY', used_by: [] },
    ],
  });
  t.regex(
    page.html,
    /Needed by<\/dt><dd><a href="\/admin\/plugins\/agnes\/connector-llm">agnes\/connector-llm</,
  );
  t.is(refused.status, 409);
  t.regex(refused.html, /is used by plugin:agnes\/connector-llm/);
  t.is(forced.status, 303);
});
