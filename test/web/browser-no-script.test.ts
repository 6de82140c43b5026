import type { Page } from 'playwright-core';
import { admin } from '../support/start-host.ts';
import { needs, sharedChromium, signedInPage, withBrowser } from './support/chromium.ts';
import { ada, sharedHost } from './support/seeded-host.ts';

const shared = sharedHost();
const browserOf = sharedChromium();

/** Looks at the difference and saves it; answers what both pages said. */
const reviewAndSave = async (page: Page): Promise<readonly (string | null)[]> => {
  await page.click('text=Review changes');
  const difference = await page.textContent('.lead');
  await page.click('text=Save changes');
  return [difference, await page.textContent('.notice-done')];
};

withBrowser(
  `without script a user is added, put into a group, granted something, and all is taken back${needs}`,
  async (t) => {
    t.timeout(240_000);
    const { host } = await shared();
    const looking = { url: host.url, person: admin, javaScriptEnabled: false };
    const { page, complaints } = await signedInPage(await browserOf(), looking);

    await page.click('nav.menu-wide summary');
    await page.click('nav.menu-wide >> text=Users');
    await page.fill('#new-email', 'bob@example.com');
    await page.fill('#new-name', 'Bob');
    await page.click('main >> button:text-is("Add")');
    await page.selectOption('#group', { label: 'Analysts' });
    await page.click('button:text-is("Put in")');
    const joined = await page.textContent('#groups table');
    await page.goto('/admin/access');
    await page.click('.side >> text=Analysts');
    await page.check('text=payroll');
    await page.uncheck('text=orders');
    const changed = await reviewAndSave(page);
    await page.uncheck('text=payroll');
    const back = await reviewAndSave(page);
    await page.goto('/admin/access?view=matrix&type=table');
    const advice = await page.textContent('noscript');
    await page.goto('/admin/users?q=bob');
    await page.click('main >> text=Bob');
    await page.click('text=Delete bob@example.com…');
    await page.click('text=Delete bob@example.com for good');

    t.regex(joined ?? '', /Analysts/);
    t.deepEqual(changed, ['1 grant, 1 removal; 2 people gain, 2 lose.', 'Saved: 1 grant, 1 removal.']);
    t.deepEqual(back, ['1 removal; 2 people lose.', 'Saved: 0 grants, 1 removal.']);
    t.regex(advice ?? '', /Without script this table is for reading/);
    t.is(await page.textContent('.notice-done'), 'The user is deleted.');
    t.deepEqual(complaints, []);
  },
);

withBrowser(`without script a token is made, read, and revoked, and sessions end${needs}`, async (t) => {
  t.timeout(120_000);
  const { host } = await shared();
  const { page } = await signedInPage(await browserOf(), {
    url: host.url,
    person: ada,
    javaScriptEnabled: false,
  });

  await page.goto('/tokens');
  await page.fill('#token-name', 'report');
  await page.click('text=in 30 days');
  await page.click('text=Make the token');
  const value = await page.inputValue('#secret');
  const hasButton = await page.isVisible('[data-copy]');
  await page.click('text=I have copied it');
  await page.click('button:text-is("Revoke")');
  const state = await page.textContent('main tbody .chip');
  await page.goto('/profile');
  await page.click('text=Sign out everywhere');

  t.regex(value, /^eyJ/);
  t.false(hasButton);
  t.is(state, 'Revoked');
  t.regex(page.url(), /\/login\?msg=signed_out$/);
});
