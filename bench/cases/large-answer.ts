import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import type { Case } from '../bench.ts';
import { type BenchHost, startBenchHost } from '../bench-host.ts';
import { compared, inRounds, type Measured, type Pair, summaryOf, timed } from '../measured.ts';
import { cpuTime, peakMib, resetPeak } from '../process-usage.ts';
import { openRaw, type RawDuckDb } from '../raw-duckdb.ts';

interface Answer {
  readonly name: string;
  readonly sql: string;
  readonly format: 'csv' | 'json' | 'ndjson' | 'parquet' | 'arrow';
  /** Options of DuckDB's COPY that writes the same rows. */
  readonly copy: string;
  /** Most that the ratio may be. */
  readonly atMost?: number;
  /** Most milliseconds it may take. */
  readonly withinMs?: number;
}

const some = 'select * from flights_3m limit 1000000';
const all = 'select * from wide_1m';
const numbers = `select date, delay, distance, delay / 60 as hours, distance * 1.609::double as km, delay::integer as short,
  (distance / 10)::float as tens, distance - delay as rest from flights_1m`;

const answers: readonly Answer[] = [
  { name: 'CSV, 1 M of 3 M', sql: some, format: 'csv', copy: 'FORMAT csv, HEADER', atMost: 1.5 },
  { name: 'CSV, 1 M of 16 columns', sql: all, format: 'csv', copy: 'FORMAT csv, HEADER', atMost: 1.3 },
  { name: 'NDJSON, 1 M of 16 columns', sql: all, format: 'ndjson', copy: 'FORMAT json', atMost: 1.3 },
  { name: 'JSON, 1 M of 16 columns', sql: all, format: 'json', copy: 'FORMAT json' },
  { name: 'parquet, 1 M of 16 columns', sql: all, format: 'parquet', copy: 'FORMAT parquet', atMost: 1.2 },
  { name: 'Arrow, 1 M of 16 columns', sql: all, format: 'arrow', copy: 'FORMAT parquet' },
  {
    name: 'Arrow, 1 M of 8 numeric columns',
    sql: numbers,
    format: 'arrow',
    copy: 'FORMAT parquet',
    withinMs: 1_000,
  },
];

const mostMib = 300;
const mostGapMs = 50;

/** A million rows out of the host, against DuckDB writing the same rows into a file. */
export const largeAnswer: Case = {
  name: 'large-answer',
  run: async ({ rounds, folder, filled }) => {
    const folders = await filled();
    await using host = await startBenchHost(folders);
    using raw = await openRaw(join(folders.data, 'analytics', 'analytics.duckdb'), {
      access_mode: 'READ_ONLY',
    });
    const peaks: number[] = [];
    const waits: number[] = [];
    const measured: Measured[] = [];
    for (const answer of answers) {
      const target = join(folder, `copy.${answer.format}`);
      const taken = await inRounds(rounds, () => round(answer, { host, raw, target }));
      peaks.push(...taken.map(({ peak }) => peak));
      waits.push(...taken.map(({ wait }) => wait));
      measured.push(lineOf(answer, taken));
    }
    return [...measured, memoryLine(peaks), waitLine(waits)];
  },
};

interface Round extends Pair {
  readonly peak: number;
  /** Longest wait for the lightest answer meanwhile, in milliseconds: more than the gap in the loop of the host. */
  readonly wait: number;
  readonly cpu: { readonly host: number; readonly workers: number; readonly copy: number };
}

const round = async (
  { sql, format, copy }: Answer,
  { host, raw, target }: { readonly host: BenchHost; readonly raw: RawDuckDb; readonly target: string },
): Promise<Round> => {
  const idle = process.cpuUsage();
  const reference = await timed(() => raw.run(`COPY (${sql}) TO '${target}' (${copy})`));
  const { user, system } = process.cpuUsage(idle);
  await resetPeak(host.pid);
  const before = await cpuTime(host.pid);
  using asking = askAlongside(host);
  const agnes = await timed(() => host.download(sql, format));
  const after = await cpuTime(host.pid);
  return {
    reference: reference.ms,
    agnes: agnes.ms,
    peak: await peakMib(host.pid),
    wait: asking.longest(),
    cpu: {
      host: after.own - before.own,
      workers: after.children - before.children,
      copy: (user + system) / 1_000,
    },
  };
};

/** Asks for the lightest answer, one after another, until disposed; one that failed is told by `longest`. */
const askAlongside = (host: BenchHost): Disposable & { readonly longest: () => number } => {
  const stop = new AbortController();
  let longest = 0;
  let failure: unknown;
  const ask = async (): Promise<void> => {
    while (!stop.signal.aborted) {
      longest = Math.max(longest, (await timed(() => host.ask('GET', '/api/health'))).ms);
      await pause(5);
    }
  };
  ask().catch((cause: unknown) => {
    failure = cause;
  });
  const told = (): number => {
    if (failure !== undefined) throw failure;
    return longest;
  };
  return { longest: told, [Symbol.dispose]: () => stop.abort() };
};

const lineOf = ({ name, atMost, withinMs }: Answer, taken: readonly Round[]): Measured => {
  const line = compared("DuckDB's COPY to a file", taken);
  const cpu = (part: keyof Round['cpu']): number =>
    Math.round(summaryOf(taken.map((one) => one.cpu[part])).median);
  return {
    name,
    unit: 'ms',
    ...line,
    ...(atMost !== undefined && {
      target: { text: `≤ ${atMost} × COPY`, met: line.ratio.median <= atMost },
    }),
    ...(withinMs !== undefined && {
      target: { text: `≥ ${1_000 / withinMs} M rows/s`, met: line.agnes.median <= withinMs },
    }),
    note: `CPU ms: worker ${cpu('workers')} + host ${cpu('host')}, COPY ${cpu('copy')}`,
  };
};

const waitLine = (waits: readonly number[]): Measured => {
  const agnes = summaryOf(waits);
  return {
    name: 'longest wait for the lightest answer meanwhile',
    unit: 'ms',
    agnes,
    target: { text: `< ${mostGapMs} ms`, met: agnes.median < mostGapMs },
  };
};

const memoryLine = (peaks: readonly number[]): Measured => {
  const agnes = summaryOf(peaks);
  return {
    name: 'memory of the host meanwhile, peak',
    unit: 'MiB',
    agnes,
    target: { text: `< ${mostMib} MiB, largest`, met: agnes.max < mostMib },
  };
};
