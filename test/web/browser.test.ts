import { admin, startHost } from '../support/start-host.ts';
import { needs, signedInPage, startChromium, withBrowser } from './support/chromium.ts';

withBrowser(
  `in a browser the query page answers in place, and nothing is refused by the policy${needs}`,
  async (t) => {
    const host = await startHost(t);
    const browser = await startChromium(t);
    const { page, complaints } = await signedInPage(browser, { url: host.url, person: admin });

    await page.click('nav >> text=Query');
    await page.fill('#sql', 'SELECT 42 AS answer');
    await page.press('#sql', 'Control+Enter');
    await page.waitForSelector('#result table');

    t.is(await page.textContent('#result tbody td'), '42');
    t.regex(page.url(), /\/query$/);
    t.deepEqual(complaints, []);
  },
);
