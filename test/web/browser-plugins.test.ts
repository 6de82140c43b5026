import { join } from 'node:path';
import type { ExecutionContext } from 'ava';
import type { Page } from 'playwright-core';
import { GitRepository } from '../support/git-repository.ts';
import { gitServer } from '../support/git-server.ts';
import type { HostClient } from '../support/host-client.ts';
import { ordersConnector } from '../support/orders-connector.ts';
import { connectorManifest, setupEntry } from '../support/plugin-folders.ts';
import { admin, startHost } from '../support/start-host.ts';
import { tempFolder } from '../support/temp-folder.ts';
import { faultsOf } from './support/axe.ts';
import { needs, signedInPage, startChromium, withBrowser } from './support/chromium.ts';

const { contributes, ...manifest } = connectorManifest('acme/orders', 'orders');
const changelog =
  '# Changelog\n\n## 1.1.0\n\n- Looks at queries before they run.\n\n## 1.0.0\n\n- Reads orders.\n';

/** Files of a version in a repository; 1.1.0 fails at every query. */
const good = { ...manifest, version: '1.0.0', contributes };
const broken = {
  ...manifest,
  version: '1.1.0',
  contributes: { ...contributes, hooks: [{ entry: 'index.ts', taps: ['beforeQuery'] }] },
  capabilities: { process: { host: true, why: 'It looks at queries.' } },
};
const filesOf = (declared: object) =>
  Object.entries({
    'agnes.plugin.json': JSON.stringify(declared),
    'CHANGELOG.md': changelog,
    'connector.ts': ordersConnector(),
    'index.ts': setupEntry(`host.tap('beforeQuery', () => { throw new Error('a bug of 1.1.0'); });`),
  }).map(([path, content]) => ({ path: `plugins/orders/${path}`, content }));

/** A host beside a repository with both versions. */
const besideRepository = async (t: ExecutionContext) => {
  const folder = await tempFolder(t);
  const repository = await GitRepository.in(folder, 'plugins.git');
  const commits = [await repository.commit(filesOf(good)), await repository.commit(filesOf(broken))];
  const server = await gitServer(folder);
  t.teardown(() => server[Symbol.asyncDispose]());
  const config = { egress: { private: ['127.0.0.1'] } };
  const host = await startHost(t, { dataDir: join(folder, 'data'), config });
  const install = async (page: Page, version: number) => {
    await page.goto('/admin/plugins?from=git#install');
    await page.fill('#field-url', `${server.url}/plugins.git`);
    await page.fill('#field-commit', commits[version] ?? '');
    await page.fill('#field-path', 'plugins/orders');
    await page.click('text=Work out the plan');
    await page.waitForSelector('h1 >> text=What would change');
  };
  return { host, api: await host.asAdmin(), install };
};

/** Asks queries until the job has ended, as people do. */
const queriedUntil = async (api: HostClient, job: string): Promise<void> => {
  const asking = { isOver: false };
  const over = api.untilEvent(job, 'end').finally(() => {
    asking.isOver = true;
  });
  while (!asking.isOver) await api.send('POST /api/query', { body: { sql: 'select 1' } });
  await over;
};

const jobOf = (page: Page): string => new URL(page.url()).pathname.split('/').at(-1) ?? '';

withBrowser(
  `an administrator installs 1.0.0 from git by the page, upgrades to a 1.1.0 that breaks, and finds 1.0.0 running with a page that says why${needs}`,
  async (t) => {
    t.timeout(240_000);
    const { host, api, install } = await besideRepository(t);
    const browser = await startChromium(t);
    const { page, complaints } = await signedInPage(browser, { url: host.url, person: admin });
    const faults: string[] = [];

    await install(page, 0);
    await page.click('text=Approve and apply');
    await page.waitForSelector('h1 + .chip >> text=Succeeded', { timeout: 60_000 });
    const first = await page.textContent('#job');
    await install(page, 1);
    faults.push(...(await faultsOf(page)));
    const plan = await page.textContent('main');
    await page.click('text=Approve and apply');
    await page.waitForURL('**/admin/jobs/**');
    await queriedUntil(api, jobOf(page));
    await page.waitForSelector('#change >> text=The plugins are as they were');
    faults.push(...(await faultsOf(page)));
    const outcome = await page.textContent('#job');
    await page.goto('/admin/plugins');
    await page.evaluate("for (const one of document.querySelectorAll('main details')) one.open = true");
    faults.push(...(await faultsOf(page)));
    const notice = await page.textContent('.notice-warning');
    await page.click('main table a >> text=acme/orders');
    faults.push(...(await faultsOf(page)));
    const detail = await page.textContent('main');

    t.regex(String(first), /The plugins are changed[\s\S]*acme\/orders 1\.0\.0/);
    t.regex(String(plan), /1\.0\.0[\s\S]*1\.1\.0[\s\S]*Looks at queries before they run[\s\S]*process:host/);
    t.regex(
      String(outcome),
      /taken back by the host itself[\s\S]*failed too often[\s\S]*acme\/orders 1\.0\.0/,
    );
    t.regex(String(notice), /The last change did not stay[\s\S]*1\.0\.0 → 1\.1\.0[\s\S]*failed too often/);
    t.regex(
      String(detail),
      /Version 1\.1\.0 did not stay[\s\S]*1.0.0 runs[\s\S]*Version1\.0\.0[\s\S]*1\.1\.0[\s\S]*Rolled back/,
    );
    t.deepEqual([...faults, ...complaints], []);
  },
);
