import type { Page } from 'playwright-core';
import { admin } from '../support/start-host.ts';
import { needs, signedInPage, startChromium, withBrowser } from './support/chromium.ts';
import { seededHost } from './support/seeded-host.ts';

const press = async (page: Page, ...keys: readonly string[]): Promise<void> => {
  for (const key of keys) await page.keyboard.press(key);
};

/** Tabs until something has the focus. */
const tabTo = async (page: Page, selector: string, key = 'Tab'): Promise<void> => {
  const isThere = () => page.evaluate(`document.activeElement.matches(${JSON.stringify(selector)})`);
  for (let tabs = 0; tabs < 60; tabs += 1) {
    if (await isThere()) return;
    await page.keyboard.press(key);
  }
  throw new Error(`${key} never comes to ${selector}`);
};

const backTo = (page: Page, selector: string): Promise<void> => tabTo(page, selector, 'Shift+Tab');

const grantsOf = async (page: Page): Promise<string> =>
  (await page.request.get('/admin/access/export.csv')).text();

/** With the keyboard from the matrix to the difference, and on; answers what was said on the way. */
const reviewAndSave = async (page: Page): Promise<readonly (string | null)[]> => {
  const said = [await page.textContent('#changes-say')];
  await backTo(page, '#changes button.primary');
  await press(page, 'Enter');
  await page.waitForSelector('h1 >> text=Review changes');
  said.push(await page.textContent('.lead'));
  await tabTo(page, 'main button.primary');
  await press(page, 'Enter');
  await page.waitForSelector('.notice-done');
  return [...said, await page.textContent('.notice-done')];
};

withBrowser(
  `with the keyboard alone access is granted in the matrix, explained, and taken away${needs}`,
  async (t) => {
    t.timeout(240_000);
    const { host, analystsId } = await seededHost(t);
    const browser = await startChromium(t);
    const { page, complaints } = await signedInPage(browser, { url: host.url, person: admin });
    const state = () => page.textContent(':focus');

    await page.goto('/admin/access?view=matrix&type=table&groups=analysts');
    await tabTo(page, '[role=gridcell]');
    const first = await state();
    await press(page, 'ArrowDown');
    const second = await state();
    await press(page, ' ');
    const pending = await state();
    await press(page, '?');
    await page.waitForSelector('#explain-steps li');
    const chain = await page.textContent('#explain-steps');
    await press(page, 'Escape');
    const gain = await reviewAndSave(page);
    const granted = await grantsOf(page);
    await tabTo(page, '[role=gridcell]');
    await press(page, 'ArrowDown', ' ', 'Home', 'ArrowUp', 'ArrowUp');
    const atTop = await state();
    const loss = await reviewAndSave(page);

    t.regex(first ?? '', /✓\s*granted/);
    t.regex(second ?? '', /not granted/);
    t.regex(pending ?? '', /\+\s*granted, not saved yet/);
    t.regex(chain ?? '', /ada@example.com may not use the table "payroll"/);
    t.deepEqual(gain, [
      '1 grant, 0 removals, not saved yet.',
      '1 grant; 1 person gains.',
      'Saved: 1 grant, 0 removals.',
    ]);
    t.regex(granted, new RegExp(`${analystsId},Analysts,table,payroll,payroll,`));
    t.is(atTop, first);
    t.is(loss[1], '1 removal; 1 person loses.');
    t.notRegex(await grantsOf(page), /payroll/);
    t.deepEqual(complaints, []);
  },
);

withBrowser(
  `changes of the matrix outlive paging and searching, until they are discarded${needs}`,
  async (t) => {
    t.timeout(120_000);
    const { host } = await seededHost(t);
    const browser = await startChromium(t);
    const { page } = await signedInPage(browser, { url: host.url, person: admin });

    await page.goto('/admin/access?view=matrix&type=table&groups=analysts');
    await page.click('tr[data-id=orders] [role=gridcell]');
    await page.goto('/admin/access?view=matrix&q=payroll');
    const elsewhere = await page.textContent('#changes-say');
    await page.goto('/admin/access?view=matrix&type=table&groups=analysts');
    const back = await page.getAttribute('tr[data-id=orders] [role=gridcell]', 'data-change');
    await page.click('#changes-discard');

    t.is(elsewhere, '0 grants, 1 removal, not saved yet.');
    t.is(back, 'remove');
    t.is(await page.textContent('#changes-say'), 'Nothing is changed yet.');
    t.is(await page.textContent('tr[data-id=orders] [role=gridcell]'), '✓granted');
  },
);
