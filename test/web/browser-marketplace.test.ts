import type { ExecutionContext } from 'ava';
import { newMachine } from '../cli/run-agnes.ts';
import { catalogOf } from '../distribution/support/catalog.ts';
import { marketplaceHost } from '../distribution/support/marketplace-host.ts';
import { marketplaceLook } from '../distribution/support/marketplace-look.ts';
import { connectorManifest } from '../support/plugin-folders.ts';
import { admin } from '../support/start-host.ts';
import { faultsOf } from './support/axe.ts';
import { needs, signedInPage, startChromium, withBrowser } from './support/chromium.ts';

const connector = `import { defineConnector } from '@agnes/sdk/connector';
export default defineConnector({
  async check() {},
  async *discover() { yield { name: 'orders', sourceTable: 'orders' }; },
  async *read() {},
});
`;

/** A connector in a folder of a marketplace. */
const connectorIn = (slug: string, version: string) => [
  {
    path: `host/${slug}/agnes.plugin.json`,
    content: JSON.stringify({ ...connectorManifest(`acme/${slug}`, slug), version }),
  },
  { path: `host/${slug}/connector.ts`, content: connector },
];

const hook = {
  path: 'hooks/hooks.json',
  content: '{"Stop":[{"hooks":[{"type":"command","command":"./stop.sh"}]}]}',
};

/** Skills, and connectors in these versions. */
const repositoryOf = (version: string) => [
  ...catalogOf({ greet: {}, stops: { files: [hook] } }),
  ...connectorIn('orders', version),
  ...connectorIn('calendar', version),
];

/** A host, its administrator at a command line, and which plugins of the marketplace it has. */
const besideMarketplace = async (t: ExecutionContext) => {
  const all = await marketplaceHost(t);
  const see = marketplaceLook(all);
  const cli = await newMachine(t, all.host.url);
  cli.env['AGNES_TOKEN'] = await all.host.token();
  const installed = async () => {
    const { plugins } = await all.admin.ask('GET /api/admin/plugins');
    const rows = plugins as readonly { readonly id: string; readonly version: string }[];
    return rows.filter(({ id }) => id.startsWith('acme/')).map(({ id, version }) => `${id} ${version}`);
  };
  return { all, see, cli, installed };
};

withBrowser(
  `N86: what a marketplace offers to the host is installed by its page and by a command, and never by a sync${needs}`,
  async (t) => {
    t.timeout(240_000);
    const { all, see, cli, installed } = await besideMarketplace(t);
    const { repository, url, commit } = await see.registered('tools', repositoryOf('1.0.0'));
    const atFirst = await installed();
    const { page, complaints } = await signedInPage(await startChromium(t), {
      url: all.host.url,
      person: admin,
    });
    const faults: string[] = [];
    const look = async (path: string): Promise<string> => {
      await page.goto(path);
      await page.evaluate("for (const one of document.querySelectorAll('main details')) one.open = true");
      faults.push(...(await faultsOf(page)));
      return String(await page.textContent('main'));
    };

    const list = await look('/admin/marketplaces');
    const held = await look('/admin/marketplaces/tools/plugins/stops?from=&to=#diff');
    const one = await look('/admin/marketplaces/tools');
    await page.click('[aria-label="Plan to install it: acme/orders"]');
    await page.click('text=Work out the plan');
    await page.waitForSelector('h1 >> text=What would change');
    await page.click('text=Approve and apply');
    await page.waitForSelector('h1 + .chip >> text=Succeeded', { timeout: 60_000 });
    const byPage = await installed();
    const place = ['--marketplace', url, '--commit', commit];
    const run = await cli.run(['admin', 'plugin', 'install', 'acme/calendar', ...place, '--yes']);
    const byCommand = await installed();
    await repository.commit(repositoryOf('1.1.0'));
    await see.sync('tools');
    const offered = await look('/admin/marketplaces/tools');

    t.deepEqual(atFirst, []);
    t.regex(list, /tools/);
    t.regex(held, /Waits for a yes[\s\S]*Why: It runs something new: hooks/);
    t.regex(one, /acme\/orders 1\.0\.0/);
    t.deepEqual(byPage, ['acme/orders 1.0.0']);
    t.is(run.code, 0, run.stderr);
    t.deepEqual(byCommand.toSorted(), ['acme/calendar 1.0.0', 'acme/orders 1.0.0']);
    t.regex(offered, /acme\/orders 1\.1\.0/);
    t.deepEqual((await installed()).toSorted(), byCommand.toSorted());
    t.deepEqual([...faults, ...complaints], []);
  },
);
