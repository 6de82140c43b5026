import { admin } from '../support/start-host.ts';
import { faultsOf } from './support/axe.ts';
import { needs, sharedChromium, signedInPage, withBrowser } from './support/chromium.ts';
import { sharedHost } from './support/seeded-host.ts';

const shared = sharedHost();
const browserOf = sharedChromium();
const path = '/corporate-memory/admin';

withBrowser(
  `without script several items are ticked and approved; Enter in a field decides nothing${needs}`,
  async (t) => {
    t.timeout(120_000);
    const { host, api } = await shared();
    for (const title of ['One of them', 'Two of them', 'Not one of them'])
      await api.ask('POST /api/memory', { body: { title, content: 'What it says.', category: 'c' } });
    const looking = { url: host.url, person: admin, javaScriptEnabled: false };
    const { page, complaints } = await signedInPage(await browserOf(), looking);

    await page.goto(`${path}?q=them`);
    for (const title of ['One of them', 'Two of them'])
      await page.check(`li.card:has(h2:text-is("${title}")) label.choice input`);
    await page.fill('#several-add', 'seen');
    await page.press('#several-add', 'Enter');
    const typed = await page.inputValue('#several-add');
    const address = page.url();
    const waiting = await page.locator('li.card').count();
    await page.fill('#several-add', '');
    await page.click('text=Approve what is ticked');

    t.is(typed, 'seen');
    t.true(address.endsWith(`${path}?q=them`));
    t.is(waiting, 3);
    t.is(await page.textContent('.notice-done'), '2 items are decided about, and in the audit log.');
    t.deepEqual(await page.locator('li.card h2').allTextContents(), ['Not one of them']);
    t.deepEqual(complaints, []);
  },
);

withBrowser(
  `N86: the form for several items is accessible, in the light and in the dark, and on a narrow screen${needs}`,
  async (t) => {
    t.timeout(120_000);
    const { host, api } = await shared();
    await api.ask('POST /api/memory', { body: { title: 'Seen', content: 'x', category: 'c' } });
    const narrow = { colorScheme: 'dark', viewport: { width: 360, height: 700 } } as const;
    const faults: string[] = [];

    for (const looking of [{ colorScheme: 'light' } as const, narrow]) {
      const { page, complaints } = await signedInPage(await browserOf(), {
        ...{ url: host.url, person: admin },
        ...looking,
      });
      await page.goto(`${path}?status=`);
      faults.push(...(await faultsOf(page)), ...complaints);
      t.true(await page.evaluate('document.documentElement.scrollWidth <= innerWidth'));
    }

    t.deepEqual(faults, []);
  },
);
