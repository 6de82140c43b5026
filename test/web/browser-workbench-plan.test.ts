import type { Page } from 'playwright-core';
import { likeWhole } from '../support/like-whole.ts';
import { admin } from '../support/start-host.ts';
import { faultsOf } from './support/axe.ts';
import { needs, sharedChromium, signedInPage, withBrowser } from './support/chromium.ts';
import { sharedHost } from './support/seeded-host.ts';

const shared = sharedHost();
const browserOf = sharedChromium();

const write = async (page: Page, sql: string): Promise<void> => {
  await page.click('.cm-content');
  await page.keyboard.press('Control+A');
  await page.keyboard.insertText(sql);
};

withBrowser(
  `in a browser a statement is explained, gets its values, and a download that is cut says so${needs}`,
  async (t) => {
    t.timeout(120_000);
    const { host, api } = await shared();
    await api.sync();
    const { page, complaints } = await signedInPage(await browserOf(), { url: host.url, person: admin });
    await page.goto('/query');
    await page.waitForSelector('.cm-content');

    await write(page, "SELECT id, $word AS word, '$none' AS text FROM orders WHERE id >= $least");
    await page.fill('#param-word', '=1');
    await page.fill('#param-least', '1');
    await page.click('#explain');
    await page.waitForSelector('#status:has-text("Nothing was run · 1 table here")');
    const plan = await page.locator('#result tbody td').allTextContents();
    const faults = await faultsOf(page);
    await page.click('#estimate');
    await page.waitForSelector('#result:empty', { state: 'attached' });
    await page.click('#run');
    await page.waitForSelector('#status:has-text("1 row in")');
    const cells = await page.locator('.sheet tbody td[id]').allTextContents();
    const fields = await page.locator('#params input').count();
    await write(page, 'SELECT i FROM range(1000001) t(i)');
    const [file] = await Promise.all([page.waitForEvent('download'), page.click('text=Download')]);
    await file.path();
    await page.waitForSelector('#status:has-text("holds")');
    const told = await page.textContent('#status');
    const { queries } = await api.ask('GET /api/query/history?limit=1');

    t.deepEqual(plan.slice(0, 3), ['orders', 'here', '1']);
    t.deepEqual(cells, ['1', '=1', '$none']);
    t.is(fields, 2);
    t.true(await page.isHidden('#params'));
    t.regex(told ?? '', /the first 1,000,000 rows: it is cut there if there are more/);
    likeWhole(t, queries, [{ surface: 'ui', rows: 1_000_000 }]);
    t.deepEqual(faults, []);
    t.deepEqual(complaints, []);
  },
);
