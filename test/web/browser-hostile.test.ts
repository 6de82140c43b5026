import { admin } from '../support/start-host.ts';
import { needs, signedInPage, startChromium, withBrowser } from './support/chromium.ts';
import { seededHost } from './support/seeded-host.ts';

const corpus = [
  '<script>document.title="owned"</script>',
  '"><img src=x onerror=document.title="owned">',
  "' autofocus onfocus=document.title='owned' x='",
  '</textarea></option><svg onload=document.title="owned">',
];

withBrowser(
  `T114: no name runs as script in a browser, and the policy has nothing to refuse${needs}`,
  async (t) => {
    t.timeout(240_000);
    const { host, api, adaId } = await seededHost(t);
    const ids: string[] = [];
    for (const [index, name] of corpus.entries()) {
      const { id } = await api.ask('POST /api/admin/groups', { body: { name, description: name } });
      ids.push(String(id));
      const { id: user } = await api.ask('POST /api/users', {
        body: { email: `u${index}@example.com`, name },
      });
      await api.ask(`POST /api/admin/groups/${id}/members`, { body: { email: `u${index}@example.com` } });
      const grant = { group_id: id, resource_type: 'table', resource_id: name };
      await api.ask('POST /api/admin/grants', { body: grant });
      await api.ask('POST /auth/tokens', { body: { name, scopes: ['read'] } });
      ids.push(String(user));
    }
    const browser = await startChromium(t);
    const { page, complaints } = await signedInPage(browser, { url: host.url, person: admin });
    const titles: string[] = [];
    const paths = [
      '/profile',
      '/tokens',
      '/admin/users',
      `/admin/users/${adaId}`,
      `/admin/users/${ids[1]}`,
      '/admin/groups',
      `/admin/groups/${ids[2]}`,
      `/admin/access?group=${ids[4]}`,
      '/admin/access?view=matrix',
      '/admin/tokens',
      '/admin/audit',
    ];

    for (const path of paths) {
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
