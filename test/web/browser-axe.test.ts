import test from 'ava';
import type { Page } from 'playwright-core';
import { admin } from '../support/start-host.ts';
import { faultsOf } from './support/axe.ts';
import { needs, sharedChromium, signedInPage, withBrowser } from './support/chromium.ts';
import { ada, type SeededHost, sharedHost } from './support/seeded-host.ts';

const shared = sharedHost();
const browserOf = sharedChromium();

const forEverybody = [
  '/dashboard',
  '/catalog/metrics',
  '/catalog/metrics?q=nothing-like-that',
  '/catalog/metrics/finance/revenue',
  '/query',
  '/query/history',
  '/query/saved?done=saved',
  '/profile',
  '/corporate-memory',
  '/corporate-memory?view=rules',
  '/skills?done=enabled',
  '/tokens?status=revoked',
  '/setup',
  '/device',
  '/device?user_code=ABCD-EFGH',
];

const forAdministrators = ({ adaId, analystsId }: SeededHost): readonly string[] => [
  '/admin/users',
  `/admin/users/${adaId}?done=renamed`,
  '/admin/groups',
  `/admin/groups/${analystsId}`,
  '/admin/groups/00000000-0000-7000-8000-000000000002',
  '/admin/access',
  `/admin/access?group=${analystsId}`,
  '/admin/access?group=00000000-0000-7000-8000-000000000001',
  '/admin/access?view=matrix',
  '/admin/access?view=matrix&q=nothing-like-that',
  `/admin/access?view=explain&user=ada%40example.com&type=table&id=orders`,
  '/admin/access?view=explain&user=nobody%40example.com&type=table&id=orders',
  '/admin/tables',
  '/admin/tables/orders?done=saved',
  '/admin/tables/orders/columns?done=saved',
  '/admin/metrics?done=deleted',
  '/admin/metrics/finance/revenue?done=saved',
  '/admin/sources',
  '/admin/sources/files',
  '/admin/plugins?from=archive',
  '/admin/plugins/agnes/connector-llm',
  '/admin/plugins/agnes/auth-oidc?done=enabled',
  '/admin/marketplaces?done=removed',
  '/corporate-memory/admin?status=&done=decided',
  '/corporate-memory/admin/contradictions?done=added',
  '/corporate-memory/admin/duplicates',
  '/admin/tokens',
  '/admin/audit?verify=1',
  '/admin/jobs',
  '/admin/jobs?status=failed&since=yesterday',
  '/admin/schedules?done=created',
  '/admin/schedules/data-refresh?done=off',
  '/admin/secrets?done=deleted',
  '/admin/secrets/AXE_TOKEN?done=stored',
  '/admin/server-config?done=saved',
  '/admin/nope',
];

test.before(async () => {
  const { api } = await shared();
  await api.ask('PUT /api/admin/secrets/AXE_TOKEN', { body: { value: 'unseen' } });
  const sql = {
    sql: 'SELECT count(*) AS revenue FROM orders',
    sql_variants: { by_day: 'SELECT 1 FROM orders' },
  };
  const fields = { tables: ['orders'], notes: ['Net.'], dimensions: ['region'], unit: 'EUR', ...sql };
  await api.ask('POST /api/admin/metrics', { body: { name: 'revenue', category: 'finance', ...fields } });
});

/** Opens pages one after the other, each with everything unfolded. */
const faultsOn = async (page: Page, paths: readonly string[]): Promise<readonly string[]> => {
  const found: string[] = [];
  for (const path of paths) {
    await page.goto(path);
    await page.evaluate("for (const one of document.querySelectorAll('main details')) one.open = true");
    found.push(...(await faultsOf(page)));
  }
  return found;
};

withBrowser(
  `N86: every page is accessible to an administrator, in the light and in the dark${needs}`,
  async (t) => {
    t.timeout(300_000);
    const seeded = await shared();
    await seeded.api.ask('POST /auth/tokens', { body: { name: 'laptop', scopes: ['read'] } });
    const looking = { url: seeded.host.url, person: admin };
    const light = await signedInPage(await browserOf(), { ...looking, colorScheme: 'light' });
    const dark = await signedInPage(await browserOf(), { ...looking, colorScheme: 'dark' });
    const { id: job } = await seeded.api.sync({ force: true });
    const paths = [...forEverybody, ...forAdministrators(seeded), `/admin/jobs/${job}`];

    const faults = [...(await faultsOn(light.page, paths)), ...(await faultsOn(dark.page, paths))];

    t.deepEqual(faults, []);
  },
);

withBrowser(`N86: every page is accessible to a user, on a narrow screen too${needs}`, async (t) => {
  t.timeout(300_000);
  const { host } = await shared();
  const looking = { url: host.url, person: ada };
  const dark = await signedInPage(await browserOf(), { ...looking, colorScheme: 'dark' });
  const narrow = await signedInPage(await browserOf(), { ...looking, viewport: { width: 360, height: 700 } });
  const paths = [...forEverybody, '/admin/users', '/login', '/login?error=invalid'];

  const faults = [...(await faultsOn(dark.page, paths)), ...(await faultsOn(narrow.page, paths))];
  await narrow.page.goto('/profile');
  await narrow.page.click('summary >> text=Menu');
  const withMenu = await faultsOf(narrow.page);

  t.deepEqual([...faults, ...withMenu], []);
  t.is(await narrow.page.evaluate('document.documentElement.scrollWidth'), 360);
});

withBrowser(
  `N86: what forms lead to is accessible, too: secrets, refusals, differences, dialogs${needs}`,
  async (t) => {
    t.timeout(300_000);
    const { host } = await shared();
    const { page } = await signedInPage(await browserOf(), {
      url: host.url,
      person: admin,
      colorScheme: 'dark',
    });
    const faults: string[] = [];

    await page.goto('/tokens');
    await page.fill('#token-name', 'tablet');
    await page.click('text=Make the token');
    await page.waitForSelector('#secret');
    faults.push(...(await faultsOf(page)));
    await page.goto('/admin/users');
    await page.fill('#new-email', ada.email);
    await page.fill('#new-name', 'Again');
    await page.click('main >> button:text-is("Add")');
    await page.waitForSelector('#refusal');
    faults.push(...(await faultsOf(page)));
    await page.goto('/admin/access?view=matrix&type=table&groups=analysts');
    await page.click('[role=gridcell]');
    faults.push(...(await faultsOf(page)));
    await page.keyboard.press('?');
    await page.waitForSelector('#explain-steps li');
    faults.push(...(await faultsOf(page)));
    await page.keyboard.press('Escape');
    await page.click('#changes button.primary');
    await page.waitForSelector('h1 >> text=Review changes');
    faults.push(...(await faultsOf(page)));

    t.deepEqual(faults, []);
  },
);
