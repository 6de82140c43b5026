import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Case } from '../bench.ts';
import { type MarketplaceBench, plainGit, slowOf, startMarketplaceBench } from '../bench-marketplace.ts';
import { compared, inRounds, type Measured, summaryOf, timed } from '../measured.ts';
import { spentCpu } from '../process-usage.ts';

const plugins = 100;
const clients = 20;
const most = 2_000;

/** Twenty clients that clone at once: how long they wait, and how much of the work is the server's. */
export const feedStorm: Case = {
  name: 'feed-storm',
  run: async ({ folder, rounds }) => {
    await using bench = await startMarketplaceBench(join(folder, 'storm'), plugins);
    await bench.register();
    await bench.grant();
    await bench.clone();
    const fromDisk = await diskCloner(bench, join(folder, 'storm', 'from-disk'));
    const results = await inRounds(rounds, async () => ({
      ...(await served(bench)),
      reference: slowOf(await atOnce(fromDisk)),
    }));
    return [waited(results), serverShare(results)];
  },
};

interface Round {
  /** What 95 of 100 clients waited less than. */
  readonly agnes: number;
  readonly reference: number;
  /** Milliseconds of the processors, of each clone. */
  readonly server: number;
  readonly client: number;
}

const atOnce = async (clone: () => Promise<void>): Promise<readonly number[]> =>
  (await Promise.all(Array.from({ length: clients }, () => timed(clone)))).map(({ ms }) => ms);

const served = async ({ host, clone }: MarketplaceBench): Promise<Omit<Round, 'reference'>> => {
  const before = [await spentCpu(host.pid), await spentCpu(process.pid)];
  const taken = await atOnce(clone);
  const after = [await spentCpu(host.pid), await spentCpu(process.pid)];
  const [server = 0, client = 0] = after.map((spent, index) => (spent - (before[index] ?? 0)) / clients);
  return { agnes: slowOf(taken), server, client };
};

/** Git alone, from the very repository that is served. */
const diskCloner = async ({ data }: MarketplaceBench, folder: string) => {
  const cache = join(data, 'marketplaces', 'git-cache');
  const repository = (await readdir(cache)).find((name) => name.endsWith('.git')) ?? '';
  let count = 0;
  return async (): Promise<void> => {
    count += 1;
    await plainGit(folder, ['clone', '--quiet', `file://${join(cache, repository)}`, String(count)]);
  };
};

const waited = (results: readonly Round[]): Measured => {
  const line = compared('git alone, from disk', results);
  const target = { text: `p95 < ${most} ms`, met: line.agnes.median < most };
  return { name: `${clients} clones of ${plugins} plugins at once, p95`, unit: 'ms', ...line, target };
};

const serverShare = (results: readonly Round[]): Measured => ({
  name: 'processor time of one of them, the server',
  unit: 'ms',
  ...compared(
    'the client',
    results.map(({ server, client }) => ({ agnes: server, reference: client })),
  ),
  note: `${summaryOf(results.map(({ server, client }) => server + client)).median.toFixed(0)} ms together`,
});
