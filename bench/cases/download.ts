import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Case } from '../bench.ts';
import { type BenchHost, startBenchHost } from '../bench-host.ts';
import { type Drain, drainSocket } from '../drain-socket.ts';
import { compared, inRounds, type Measured, summaryOf, timed } from '../measured.ts';
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
  const fetched = async (drain: Drain): Promise<{ readonly speed: number; readonly firstMs: number }> => {
    const firsts: number[] = [];
    const { ms } = await timed(async () => {
      for (let count = 0; count < times; count += 1) firsts.push(await firstOf(drain, size));
    });
    return { speed: (size * times) / ms / 1e6, firstMs: summaryOf(firsts).median };
  };
  const before = await cpuTime(host.pid);
  const taken = await inRounds(rounds, async () => {
    const [reference, agnes] = [await fetched({ url: bare.announced }), await fetched(own)];
    return { reference: reference.speed, agnes: agnes.speed, firstMs: agnes.firstMs };
  });
  const cpu = (await cpuTime(host.pid)).own - before.own;
  const line = compared('bare node:http', taken);
  const firstMs = summaryOf(taken.map((one) => one.firstMs)).median;
  return {
    name: `download of ${Math.round(size / 1e6)} MB`,
    unit: 'GB/s',
    ...line,
    target: { text: `≥ ${leastGbs} GB/s`, met: line.agnes.median >= leastGbs },
    note: `first byte after ${firstMs.toFixed(1)} ms; CPU ms of the host per download: ${Math.round(cpu / (times * (rounds + 1)))}`,
  };
};

const firstOf = async (drain: Drain, size: number): Promise<number> => {
  const { bytes, firstMs } = await drainSocket(drain);
  if (bytes !== size) throw new Error(`${bytes} bytes came instead of ${size}`);
  return firstMs;
};
