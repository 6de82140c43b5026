import { join } from 'node:path';
import type { Case } from '../bench.ts';
import { startMarketplaceBench } from '../bench-marketplace.ts';
import { type Measured, summaryOf, timed } from '../measured.ts';
import { peakMib, resetPeak, spentCpu } from '../process-usage.ts';

const plugins = 300;
const most = 20_000;
const mostMib = 300;

/** The first sync of a repository with 300 plugins, every time by a new host. */
export const marketplaceSync: Case = {
  name: 'marketplace-sync',
  run: async ({ folder, rounds }) => {
    const results: Sync[] = [];
    for (let round = 0; round < rounds; round += 1) {
      results.push(await synced(join(folder, `sync-${round}`)));
    }
    return [took(results), memory(results)];
  },
};

interface Sync {
  readonly ms: number;
  readonly cpu: number;
  readonly mib: number;
}

const synced = async (folder: string): Promise<Sync> => {
  await using bench = await startMarketplaceBench(folder, plugins);
  const { pid } = bench.host;
  await resetPeak(pid);
  const before = await spentCpu(pid);
  const { ms } = await timed(bench.register);
  return { ms, cpu: (await spentCpu(pid)) - before, mib: await peakMib(pid) };
};

const took = (results: readonly Sync[]): Measured => {
  const agnes = summaryOf(results.map(({ ms }) => ms));
  const { median: cpu } = summaryOf(results.map((sync) => sync.cpu));
  const target = { text: `< ${most} ms`, met: agnes.median < most };
  return {
    ...{ name: `sync of ${plugins} plugins`, unit: 'ms', agnes, target },
    note: `${cpu} ms of processor time`,
  };
};

const memory = (results: readonly Sync[]): Measured => {
  const agnes = summaryOf(results.map(({ mib }) => mib));
  const target = { text: `< ${mostMib} MiB, largest`, met: agnes.max < mostMib };
  return { name: 'memory of the host meanwhile', unit: 'MiB', agnes, target };
};
