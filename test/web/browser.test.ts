import { access } from 'node:fs/promises';
import test from 'ava';
import { chromium } from 'playwright-core';
import { admin, startHost } from '../support/start-host.ts';

const program = '/usr/bin/chromium';
const flags = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-background-networking',
  '--disable-component-update',
];

const isInstalled = await access(program).then(
  () => true,
  () => false,
);
const withBrowser = isInstalled ? test : test.skip;
const needs = isInstalled ? '' : ` (not run: ${program} is not installed)`;

withBrowser(
  `in a browser the query page answers in place, and nothing is refused by the policy${needs}`,
  async (t) => {
    const host = await startHost(t);
    const browser = await chromium.launch({ executablePath: program, args: flags });
    t.teardown(() => browser.close());
    const page = await browser.newPage();
    const complaints: string[] = [];
    page.on('console', (message) => complaints.push(message.text()));

    await page.goto(host.url);
    await page.fill('[name=email]', admin.email);
    await page.fill('[name=password]', admin.password);
    await page.click('main button.primary');
    await page.waitForURL('**/dashboard');
    await page.click('nav >> text=Query');
    await page.fill('#sql', 'SELECT 42 AS answer');
    await page.press('#sql', 'Control+Enter');
    await page.waitForSelector('#result table');

    t.is(await page.textContent('#result tbody td'), '42');
    t.regex(page.url(), /\/query$/);
    t.deepEqual(complaints, []);
  },
);
