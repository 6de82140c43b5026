import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { request } from 'undici';
import type { Case } from '../bench.ts';
import { type HostFolders, startServer } from '../bench-host.ts';
import { storePlugins, writeGenerations } from '../bench-plugins.ts';
import { compared, inRounds, summaryOf, timed } from '../measured.ts';
import { cpuTime } from '../process-usage.ts';

const plugins = 50;
const mostMs = 3_000;

/** From nothing to the first healthy answer with fifty installed plugins, against the same host with none. */
export const pluginBoot: Case = {
  name: 'plugin-boot',
  run: async ({ rounds, folder }) => {
    const [many, none] = [await foldersIn(folder, 'boot-many'), await foldersIn(folder, 'boot-none')];
    const slugs = Array.from({ length: plugins }, (_, index) => ({ slug: `p${index}0`, version: '1.0.0' }));
    await writeGenerations(many.data, [await storePlugins(many.data, slugs)]);
    const pairs = await inRounds(rounds, async () => ({
      ...(await startOnce(many)),
      reference: (await startOnce(none)).agnes,
    }));
    const line = compared('none', pairs);
    const target = { text: `< ${mostMs} ms`, met: line.agnes.median < mostMs };
    const cpu = Math.round(summaryOf(pairs.map((pair) => pair.cpu)).median);
    const note = `CPU ms of the host: ${cpu}`;
    return [{ name: `start with ${plugins} plugins`, unit: 'ms', ...line, target, note }];
  },
};

const foldersIn = async (folder: string, name: string): Promise<HostFolders> => {
  const folders = { config: join(folder, `${name}.yaml`), data: join(folder, name) };
  await mkdir(folders.data, { recursive: true });
  // JSON is YAML, too.
  await writeFile(folders.config, JSON.stringify(config));
  return folders;
};

const config = {
  instance: { name: 'Bench' },
  auth: { allowed_domain: '' },
  server: { host: '127.0.0.1', hostname: '127.0.0.1', port: 0 },
};

const startOnce = async (folders: HostFolders): Promise<{ readonly agnes: number; readonly cpu: number }> => {
  await using stack = new AsyncDisposableStack();
  const { ms, result: pid } = await timed(async () => {
    const server = stack.use(await startServer(folders));
    const health = await request(`${server.announced}/api/health`);
    await health.body.dump();
    if (health.statusCode !== 200) throw new Error(`The host is not healthy: ${health.statusCode}`);
    return server.pid;
  });
  return { agnes: ms, cpu: (await cpuTime(pid)).own };
};
