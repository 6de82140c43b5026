import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Case } from '../bench.ts';
import { type BenchHost, startBenchHost } from '../bench-host.ts';
import { drainSocket } from '../drain-socket.ts';
import { compared, inRounds, type Measured, type Pair, timed } from '../measured.ts';
import { cpuTime } from '../process-usage.ts';
import { startProgram } from '../program.ts';

interface Download {
  readonly source: string;
  readonly table: string;
  /** Downloads per round: a small one is over before a clock can tell. */
  readonly times: number;
}

const downloads: readonly Download[] = [
  { source: 'demo', table: 'flights_3m', times: 10 },
  { source: 'bench', table: 'noise', times: 1 },
];

const leastGbs = 1;

const bareServer = fileURLToPath(new URL('../bare-server.ts', import.meta.url));

/** Bytes per second of a parquet file over loopback, against Node's own HTTP server with nothing around it. */
export const download: Case = {
  name: 'download',
  run: async ({ rounds, filled }) => {
    const folders = await filled();
    await using host = await startBenchHost(folders);
    const measured: Measured[] = [];
    for (const one of downloads) {
      const file = await fileOf(join(folders.data, 'extracts', one.source, 'data'), one.table);
      measured.push(await compare(one, { file, host, rounds }));
    }
    return measured;
  },
};

const fileOf = async (folder: string, table: string): Promise<string> => {
  const found = (await readdir(folder)).find((entry) => entry.startsWith(`${table}.`));
  if (found === undefined) throw new Error(`No file of ${table} in ${folder}`);
  return join(folder, found);
};

const compare = async (
  { table, times }: Download,
  { file, host, rounds }: { readonly file: string; readonly host: BenchHost; readonly rounds: number },
): Promise<Measured> => {
  const { size } = await stat(file);
  await using bare = await startProgram([bareServer, file], { UV_THREADPOOL_SIZE: '32' }, / on (\S+)/);
  const own = { url: `${host.url}/api/data/${table}/download`, token: host.token };
  const speed = async (target: { url: string; token?: string }): Promise<number> => {
    const { ms } = await timed(async () => {
      for (let count = 0; count < times; count += 1) sameSize(await drainSocket(target), size);
    });
    return (size * times) / ms / 1e6;
  };
  const before = await cpuTime(host.pid);
  const pairs = await inRounds<Pair>(rounds, async () => ({
    reference: await speed({ url: bare.announced }),
    agnes: await speed(own),
  }));
  const cpu = (await cpuTime(host.pid)).own - before.own;
  const line = compared('bare node:http', pairs);
  return {
    name: `download of ${Math.round(size / 1e6)} MB`,
    unit: 'GB/s',
    ...line,
    target: { text: `≥ ${leastGbs} GB/s`, met: line.agnes.median >= leastGbs },
    note: `host CPU ms per GB: ${Math.round(cpu / ((size * times * (rounds + 1)) / 1e9))}`,
  };
};

const sameSize = (bytes: number, size: number): void => {
  if (bytes !== size) throw new Error(`${bytes} bytes came instead of ${size}`);
};
