import test from 'ava';
import { asAdministrator, seededHost } from './support/seeded-host.ts';

test('the log is read, narrowed and checked on its page; a filter that cannot be read shows nothing', async (t) => {
  const seeded = await seededHost(t);
  const root = await asAdministrator(seeded);

  const all = await root.open('/admin/audit');
  const groups = await root.open('/admin/audit?action=user_group.*&actor=&since=2020-01-01&until=2999-01-01');
  const none = await root.open('/admin/audit?until=2020-01-01');
  const checked = await root.open('/admin/audit?verify=1');
  const unread = await root.open('/admin/audit?since=yesterday');

  t.regex(all.html, /The chain was not checked for this page/);
  t.regex(all.html, /<code>resource_grant\.created<\/code>/);
  t.regex(groups.html, /<code>user_group\.created<\/code>/);
  t.notRegex(groups.html, /<code>resource_grant/);
  t.regex(groups.html, /format=csv&amp;action=user_group/);
  t.regex(none.html, /Nothing in the log fits/);
  t.regex(checked.html, /chip-on">Whole<\/span> \d+ rows are as they were written/);
  t.is(unread.status, 422);
  t.regex(unread.html, /&quot;yesterday&quot; in .* is not a point in time/);
  t.notRegex(unread.html, /<code>resource_grant/);
});
