import type { HostClient } from '../support/host-client.ts';
import { admin } from '../support/start-host.ts';
import { needs, signedInPage, startChromium, withBrowser } from './support/chromium.ts';
import { seededHost } from './support/seeded-host.ts';

const corpus = [
  '<script>document.title="owned"</script>',
  '"><img src=x onerror=document.title="owned">',
  "' autofocus onfocus=document.title='owned' x='",
  '</textarea></option><svg onload=document.title="owned">',
];

/** Gives every name there is to each of these; answers the last group and user. */
const store = async (api: HostClient): Promise<{ readonly group: unknown; readonly user: unknown }> => {
  let last = { group: undefined as unknown, user: undefined as unknown };
  for (const [index, name] of corpus.entries()) {
    const email = `u${index}@example.com`;
    const { id: group } = await api.ask('POST /api/admin/groups', { body: { name, description: name } });
    const { id: user } = await api.ask('POST /api/users', { body: { email, name } });
    await api.ask(`POST /api/admin/groups/${group}/members`, { body: { email } });
    const grant = { group_id: group, resource_type: 'table', resource_id: name };
    await api.ask('POST /api/admin/grants', { body: grant });
    await api.ask('POST /auth/tokens', { body: { name, scopes: ['read'] } });
    await api.ask('PUT /api/admin/registry/orders', { body: { description: name, folder: name } });
    await api.ask('PATCH /api/admin/sources/files', { body: { title: name } });
    last = { group, user };
  }
  return last;
};

/** Every page that shows a name. */
const pathsOf = ({ adaId, user, group }: Readonly<Record<'adaId' | 'user' | 'group', unknown>>) => [
  '/profile',
  '/tokens',
  '/admin/users',
  `/admin/users/${adaId}`,
  `/admin/users/${user}`,
  '/admin/groups',
  `/admin/groups/${group}`,
  `/admin/access?group=${group}`,
  '/admin/access?view=matrix',
  '/admin/tables',
  '/admin/tables/orders',
  '/admin/sources',
  '/admin/sources/files',
  '/admin/tokens',
  '/admin/audit',
];

withBrowser(
  `T114: no name runs as script in a browser, and the policy has nothing to refuse${needs}`,
  async (t) => {
    t.timeout(240_000);
    const { host, api, adaId } = await seededHost(t);
    const { group, user } = await store(api);
    const browser = await startChromium(t);
    const { page, complaints } = await signedInPage(browser, { url: host.url, person: admin });
    const titles: string[] = [];

    for (const path of pathsOf({ adaId, user, group })) {
      await page.goto(path);
      await page.evaluate("for (const one of document.querySelectorAll('details')) one.open = true");
      titles.push(await page.title());
    }
    await page.goto('/admin/access?view=matrix&type=table');
    await page.focus('[role=gridcell]');
    await page.keyboard.press('?');
    await page.waitForSelector('#explain[open]');
    await page.keyboard.press('Escape');
    await page.click('tr:last-child td:last-child');
    await page.click('#changes button.primary');
    await page.waitForSelector('h1 >> text=Review changes');
    titles.push(await page.title());

    t.deepEqual(
      titles.filter((title) => title === 'owned'),
      [],
    );
    t.deepEqual(complaints, []);
  },
);
