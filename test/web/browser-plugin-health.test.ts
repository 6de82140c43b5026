import { admin } from '../support/start-host.ts';
import { faultsOf } from './support/axe.ts';
import { needs, signedInPage, startChromium, withBrowser } from './support/chromium.ts';
import { guardedHost, guardPage as plugin } from './support/guarded-host.ts';

const started = guardedHost();

const pages = [
  '/admin/plugins',
  plugin,
  `${plugin}/calls`,
  `${plugin}/calls?hook=afterQuery`,
  `${plugin}/logs`,
  '/admin/hooks',
  '/admin/plugins/doctor',
  '/admin/plugins/diff?from=0&to=1',
  '/admin/plugins/bisect',
];

withBrowser(
  `N86: the pages about the health of plugins are accessible, in the light and in the dark, and on a narrow screen${needs}`,
  async (t) => {
    t.timeout(240_000);
    const { url } = await started();
    const browser = await startChromium(t);
    const looking = { url, person: admin };
    const light = await signedInPage(browser, { ...looking, colorScheme: 'light' });
    const narrow = { colorScheme: 'dark', viewport: { width: 360, height: 700 } } as const;
    const dark = await signedInPage(browser, { ...looking, ...narrow });
    const faults: string[] = [];
    const widths: unknown[] = [];

    for (const { page } of [light, dark]) {
      for (const path of pages) {
        await page.goto(path);
        await page.evaluate("for (const one of document.querySelectorAll('main details')) one.open = true");
        faults.push(...(await faultsOf(page)));
        widths.push(await page.evaluate('document.documentElement.scrollWidth <= innerWidth'));
      }
      await page.goto(`${plugin}/calls`);
      await page.click('text=Call it again');
      await page.waitForSelector('h1 >> text=called again');
      faults.push(...(await faultsOf(page)));
      await page.goto('/admin/plugins/bisect');
      await page.focus('text=Begin the search');
      await page.keyboard.press('Enter');
      await page.waitForSelector('h2 >> text=A search is on');
      faults.push(...(await faultsOf(page)));
      await page.click('text=Stop the search');
      await page.waitForSelector('h2 >> text=The last search');
    }

    t.deepEqual([...faults, ...light.complaints, ...dark.complaints], []);
    t.true(widths.every(Boolean));
  },
);
