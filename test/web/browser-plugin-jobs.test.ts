import { admin } from '../support/start-host.ts';
import { faultsOf } from './support/axe.ts';
import { needs, sharedChromium, signedInPage, withBrowser } from './support/chromium.ts';
import { hostWithJobs } from './support/host-with-jobs.ts';

const started = hostWithJobs();
const browserOf = sharedChromium();

const plugin = '/admin/plugins/acme/pushes';
const pages = [plugin, '/admin/plugins/acme/chores', `${plugin}/jobs/fill`];

withBrowser(
  `N86: the pages of jobs of plugins are accessible, in the light and in the dark, and on a narrow screen${needs}`,
  async (t) => {
    t.timeout(120_000);
    const { url } = await started();
    const narrow = { colorScheme: 'dark', viewport: { width: 360, height: 700 } } as const;
    const faults: string[] = [];
    const widths: unknown[] = [];

    for (const looking of [{ colorScheme: 'light' } as const, narrow]) {
      const { page, complaints } = await signedInPage(await browserOf(), { url, person: admin, ...looking });
      for (const path of pages) {
        await page.goto(path);
        faults.push(...(await faultsOf(page)));
        widths.push(await page.evaluate('document.documentElement.scrollWidth <= innerWidth'));
      }
      faults.push(...complaints);
    }

    t.deepEqual(faults, []);
    t.true(widths.every(Boolean));
  },
);

withBrowser(
  `without script a job is run from the page of its plugin, and its end is seen${needs}`,
  async (t) => {
    t.timeout(120_000);
    const { url } = await started();
    const looking = { url, person: admin, javaScriptEnabled: false };
    const { page, complaints } = await signedInPage(await browserOf(), looking);

    await page.goto(plugin);
    await page.click('text=Puts tickets into the folder of a source');
    await page.selectOption('#field-source', 'shop');
    await page.fill('#field-config-count', '2');
    await page.click('button:text-is("Run now")');
    await page.waitForSelector('h1 + .chip >> text=Succeeded', { timeout: 60_000 });
    const job = new URL(page.url()).pathname;
    await page.goto(`${plugin}#jobs`);

    t.is(await page.getAttribute('#jobs td a[href^="/admin/jobs/"]', 'href'), job);
    t.deepEqual(complaints, []);
  },
);
