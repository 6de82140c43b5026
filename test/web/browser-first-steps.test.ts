import type { Page } from 'playwright-core';
import { admin } from '../support/start-host.ts';
import { needs, signedInPage, startChromium, withBrowser } from './support/chromium.ts';
import { seededHost } from './support/seeded-host.ts';

/** Top and height of the first thing that a selector finds, in pixels. */
const boxOf = async (page: Page, selector: string) => {
  const { y = 0, height = 0 } = (await page.locator(selector).first().boundingBox()) ?? {};
  return { top: y, bottom: y + height };
};

withBrowser(
  `on a phone the folder of a table stands below its name, and fields of columns keep apart${needs}`,
  async (t) => {
    const { host, api } = await seededHost(t);
    await api.ask('PUT /api/admin/registry/orders', {
      body: { folder: 'Accounting', description: 'Every order that was placed, with what became of it' },
    });
    await api.sync();
    const viewport = { width: 390, height: 800 };
    const { page } = await signedInPage(await startChromium(t), { url: host.url, person: admin, viewport });

    const name = await boxOf(page, 'tbody th a');
    const folder = await boxOf(page, 'tbody th .chip');
    await page.goto('/admin/tables/orders/columns');
    const type = await boxOf(page, '.bench-cards .card > div');
    const holds = await boxOf(page, '.bench-cards .card > div + div');

    t.true(folder.top >= name.bottom - 4, `${folder.top} below ${name.bottom}`);
    t.true(holds.top - type.bottom >= 8, `${holds.top} after ${type.bottom}`);
  },
);
