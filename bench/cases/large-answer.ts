import { join } from 'node:path';
import type { Case } from '../bench.ts';
import { type BenchHost, startBenchHost } from '../bench-host.ts';
import { longestGap } from '../loop-gap.ts';
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
    const loopSocket = join(folder, 'loop.sock');
    await using host = await startBenchHost({ ...folders, loopSocket });
    using raw = await openRaw(join(folders.data, 'analytics', 'analytics.duckdb'), {
      access_mode: 'READ_ONLY',
    });
    const peaks: number[] = [];
    const gaps: number[] = [];
    const measured: Measured[] = [];
    for (const answer of answers) {
      const target = join(folder, `copy.${answer.format}`);
      const taken = await inRounds(rounds, () => round(answer, { host, raw, target, loopSocket }));
      peaks.push(...taken.map(({ peak }) => peak));
      gaps.push(...taken.map(({ gap }) => gap));
      measured.push(lineOf(answer, taken));
    }
    return [...measured, memoryLine(peaks), gapLine(gaps)];
  },
};

interface Round extends Pair {
  readonly peak: number;
  /** The longest gap in the event loop of the host meanwhile, in milliseconds. */
  readonly gap: number;
  readonly cpu: { readonly host: number; readonly workers: number; readonly copy: number };
}

interface World {
  readonly host: BenchHost;
  readonly raw: RawDuckDb;
  readonly target: string;
  readonly loopSocket: string;
}

const round = async (
  { sql, format, copy }: Answer,
  { host, raw, target, loopSocket }: World,
): Promise<Round> => {
  const idle = process.cpuUsage();
  const reference = await timed(() => raw.run(`COPY (${sql}) TO '${target}' (${copy})`));
  const { user, system } = process.cpuUsage(idle);
  await resetPeak(host.pid);
  const before = await cpuTime(host.pid);
  await longestGap(loopSocket);
  const agnes = await timed(() => host.download(sql, format));
  const gap = await longestGap(loopSocket);
  const after = await cpuTime(host.pid);
  return {
    reference: reference.ms,
    agnes: agnes.ms,
    peak: await peakMib(host.pid),
    gap,
    cpu: {
      host: after.own - before.own,
      workers: after.children - before.children,
      copy: (user + system) / 1_000,
    },
  };
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

const gapLine = (gaps: readonly number[]): Measured => {
  const agnes = summaryOf(gaps);
  return {
    name: 'longest gap in the event loop of the host meanwhile',
    unit: 'ms',
    agnes,
    target: { text: `< ${mostGapMs} ms, largest`, met: agnes.max < mostGapMs },
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
