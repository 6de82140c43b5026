import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { PlannedQuery } from '@agnes/sdk';
import { loadPlugins, type Plugins } from '../../host/kernel/plugins.ts';
import type { Case } from '../bench.ts';
import { storePlugins } from '../bench-plugins.ts';
import { compared, inRounds } from '../measured.ts';
import { quietHost } from '../quiet-host.ts';

const taps = 10;
const calls = 5_000;
const mostUs = 50;

/** What a call of a hook costs with ten plugins that listen, against ten functions that are awaited. */
export const pluginHooks: Case = {
  name: 'plugin-hooks',
  run: async ({ rounds, folder }) => {
    const dataDir = join(folder, 'plugin-hooks');
    await mkdir(join(dataDir, 'plugins', 'local'), { recursive: true });
    const slugs = Array.from({ length: taps }, (_, index) => ({ slug: `p${index}0`, version: '1.0.0' }));
    const plugins = [...(await storePlugins(dataDir, slugs))];
    await using loaded = await loadPlugins({ ...quietHost(dataDir), generation: { plugins, local: {} } });
    const pairs = await inRounds(rounds, async () => ({
      agnes: await perCall(() => loaded.hooks.beforeQuery(query)),
      reference: await perCall(bare),
    }));
    const line = compared(`${taps} functions`, pairs);
    return [
      {
        name: `hook call with ${taps} taps`,
        unit: 'µs',
        ...line,
        target: { text: `< ${mostUs} µs`, met: isActive(loaded) && line.agnes.median < mostUs },
      },
    ];
  },
};

const query: PlannedQuery = {
  queryId: 'q1',
  sql: 'SELECT shop, sum(price) FROM orders GROUP BY shop',
  tables: [{ id: 't1', name: 'orders' }],
  user: { id: 'u1', email: 'bench@example.com', isAdmin: false },
  surface: 'api',
  format: 'json',
  limit: 1000,
  timeoutMs: 60_000,
};

const isActive = (plugins: Plugins): boolean =>
  plugins.list().filter(({ state }) => state === 'active').length === taps;

const listener = async (): Promise<undefined> => undefined;

const bare = async (): Promise<void> => {
  for (let tap = 0; tap < taps; tap += 1) await listener();
};

/** Microseconds of the processor: others that are busy change nothing of that. */
const perCall = async (call: () => Promise<unknown>): Promise<number> => {
  const since = process.cpuUsage();
  for (let count = 0; count < calls; count += 1) await call();
  const { user, system } = process.cpuUsage(since);
  return (user + system) / calls;
};
