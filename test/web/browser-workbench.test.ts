import { readFile } from 'node:fs/promises';
import type { Page } from 'playwright-core';
import { admin } from '../support/start-host.ts';
import { faultsOf } from './support/axe.ts';
import { needs, sharedChromium, signedInPage, withBrowser } from './support/chromium.ts';
import { ada, sharedHost } from './support/seeded-host.ts';

const shared = sharedHost();
const browserOf = sharedChromium();

const manyRows = `SELECT i AS id, 'name ' || i AS name, CASE WHEN i % 3 = 0 THEN NULL ELSE i / 4.0 END AS amount
FROM range(100001) t(i)`;

const openedPage = async (looking: object = {}): Promise<{ page: Page; complaints: readonly string[] }> => {
  const { host } = await shared();
  const opened = await signedInPage(await browserOf(), { url: host.url, person: admin, ...looking });
  await opened.page.goto('/query');
  await opened.page.waitForSelector('.cm-content');
  return opened;
};

const write = async (page: Page, sql: string): Promise<void> => {
  await page.click('.cm-content');
  await page.keyboard.press('Control+A');
  await page.keyboard.insertText(sql);
};

/** Runs by the keyboard, and waits until the status says this. */
const run = async (page: Page, sql: string, says: string): Promise<void> => {
  await write(page, sql);
  await page.keyboard.press('Control+Enter');
  await page.waitForSelector(`#status:has-text("${says}")`);
};

withBrowser(
  `N86: in a browser 100,000 rows are scrolled through, chosen and copied, and nothing is refused by the policy${needs}`,
  async (t) => {
    t.timeout(120_000);
    const { page, complaints } = await openedPage({ permissions: ['clipboard-read', 'clipboard-write'] });
    await page.selectOption('#limit', '100000');

    await run(page, manyRows, '100,000 rows in');
    const drawn = await page.locator('.sheet tbody tr').count();
    await page.press('.sheet table', 'Control+End');
    await page.waitForSelector('#cell-99999-2');
    await page.keyboard.press('Shift+ArrowUp');
    await page.keyboard.press('Shift+ArrowLeft');
    await page.waitForSelector('#cell-99998-1[aria-selected=true]');
    await page.keyboard.press('Control+C');
    const copied = await page.evaluate('navigator.clipboard.readText()');
    const faults = await faultsOf(page);

    t.true(drawn < 120);
    t.regex((await page.textContent('#status')) ?? '', /there are more: the limit was reached/);
    t.is(await page.textContent('#cell-99999-2'), 'NULL');
    t.is(await page.textContent('.sheet thead th:nth-child(2) .type'), 'BIGINT');
    t.is(copied, 'name\tamount\nname 99998\t24999.5\nname 99999\t');
    t.deepEqual(faults, []);
    t.deepEqual(complaints, []);
  },
);

withBrowser(`in a browser rows are sorted, drawn as a chart and loaded down as a file${needs}`, async (t) => {
  t.timeout(120_000);
  const { page, complaints } = await openedPage({ colorScheme: 'dark' });

  await run(
    page,
    "SELECT * FROM (VALUES ('north', 2), ('south', 10), ('east', NULL)) t(region, sold)",
    '3 rows in',
  );
  await page.click('.sort >> text=sold');
  await page.waitForSelector('th[aria-sort=ascending]');
  const sorted = await page.locator('.sheet tbody td[id]').allTextContents();
  await page.click('button:text-is("Chart")');
  await page.waitForSelector('svg.chart rect');
  const bars = await page.locator('svg.chart rect title').allTextContents();
  await page.selectOption('#chart-kind', 'histogram');
  await page.waitForSelector('svg.chart[aria-label^=Histogram]');
  await page.click('summary:has-text("Show as table")');
  const faults = await faultsOf(page);
  await page.selectOption('#download-form', 'csv');
  const [file] = await Promise.all([page.waitForEvent('download'), page.click('text=Download')]);

  t.deepEqual(sorted, ['north', '2', 'south', '10', 'east', 'NULL']);
  t.deepEqual(bars, ['south: 10', 'north: 2']);
  t.is(file.suggestedFilename(), 'query.csv');
  t.is(await readFile(await file.path(), 'utf8'), 'region,sold\nnorth,2\nsouth,10\neast,\n');
  t.deepEqual(faults, []);
  t.deepEqual(complaints, []);
});

withBrowser(`in a browser a query is saved, found in the history, opened and deleted${needs}`, async (t) => {
  t.timeout(120_000);
  const { page, complaints } = await openedPage();

  await run(page, 'SELECT 4711 AS kept', '1 row in');
  await page.fill('#save-name', 'Kept');
  await page.press('#save-name', 'Tab');
  await page.keyboard.press('Enter');
  await page.waitForSelector('.bench-name >> text=Kept');
  await write(page, 'SELECT 2');
  await page.click('.bench-name >> text=Kept');
  const opened = await page.textContent('.cm-content');
  const faults = await faultsOf(page);
  await page.click('[aria-label="Delete Kept"]');
  await page.click('text=Delete “Kept” for good');
  await page.waitForSelector('#library >> text=Nothing is saved yet');
  await page.press('#tab-saved', 'ArrowLeft');
  const entry = page.locator('.bench-entry', { hasText: '4711' });
  await entry.waitFor();

  t.is(opened, 'SELECT 4711 AS kept');
  t.regex((await entry.first().textContent()) ?? '', /1 row in/);
  t.deepEqual(faults, []);
  t.deepEqual(complaints, []);
});

withBrowser(
  `in a browser a query is stopped on the server, and a mistake is told with its line${needs}`,
  async (t) => {
    t.timeout(120_000);
    const { page } = await openedPage({ viewport: { width: 390, height: 800 } });

    await write(page, 'SELECT count(*) AS endless FROM range(900000000000) t(i) WHERE i % 3 = 1');
    await page.click('#run');
    // By then it is at work on the server.
    await page.waitForSelector('#status:text-matches("Running · [0-9.]+ s")');
    await page.click('#cancel');
    await page.waitForSelector('#status:has-text("Cancelled")');
    await write(page, 'SELECT 1,\n  amout\nFROM range(5)');
    await page.click('#run');
    await page.waitForSelector('[role=alert]');
    const told = await page.textContent('[role=alert]');
    await page.click('text=Go to line 2');
    await page.keyboard.insertText('1 AS ');
    const mended = await page.locator('.cm-line').allTextContents();
    const faults = await faultsOf(page);
    await page.click('#tab-history');
    const stopped = page.locator('.bench-entry', { hasText: 'endless' });
    await stopped.waitFor();

    t.regex(told ?? '', /amout.*Correct the statement/s);
    t.deepEqual(mended, ['SELECT 1,', '  1 AS amout', 'FROM range(5)']);
    t.regex((await stopped.textContent()) ?? '', /cancelled: query_cancelled/);
    t.is(await page.evaluate('document.documentElement.scrollWidth'), 390);
    t.deepEqual(faults, []);
  },
);

withBrowser(
  `in a browser the editor completes what was granted, and knows of nothing else${needs}`,
  async (t) => {
    t.timeout(120_000);
    const { api } = await shared();
    await api.sync();
    const { page, complaints } = await openedPage({ person: ada });
    await page.waitForSelector('.bench-table');

    await write(page, '');
    await page.keyboard.type('SELECT * FROM or');
    await page.waitForSelector('.cm-tooltip-autocomplete li:has-text("orders")');
    const offered = await page.locator('.cm-tooltip-autocomplete li').allTextContents();
    const faults = await faultsOf(page);
    await page.keyboard.press('Tab');
    const html = await page.content();

    t.true(offered.includes('orders'));
    t.is(await page.textContent('.cm-content'), 'SELECT * FROM orders');
    t.false(html.includes('payroll'));
    t.deepEqual(faults, []);
    t.deepEqual(complaints, []);
  },
);
