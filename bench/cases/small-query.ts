import { join } from 'node:path';
import type { Bench, Case } from '../bench.ts';
import { type BenchHost, startBenchHost } from '../bench-host.ts';
import { compared, inRounds, type Measured, timed } from '../measured.ts';
import { cpuTime } from '../process-usage.ts';
import { openRaw, type RawDuckDb } from '../raw-duckdb.ts';

const statements = {
  'count of airports': 'select count(*) from airports',
  'flights by origin': 'select origin, count(*) from flights_3m group by 1 order by 2 desc limit 5',
};

/** Queries in a row on one connection, per round. */
const inARow = 40;

/** How much a round through HTTP, sandbox and worker adds to a query. */
export const smallQuery: Case = {
  name: 'small-query',
  run: async (bench) => {
    const folders = await bench.filled();
    await using host = await startBenchHost(folders);
    using raw = await openRaw(join(folders.data, 'analytics', 'analytics.duckdb'), {
      access_mode: 'READ_ONLY',
    });
    const measured: Measured[] = [];
    for (const [name, sql] of Object.entries(statements)) {
      measured.push(await compare({ name, sql }, { bench, host, raw }));
    }
    return measured;
  },
};

const compare = async (
  { name, sql }: { readonly name: string; readonly sql: string },
  { bench, host, raw }: { readonly bench: Bench; readonly host: BenchHost; readonly raw: RawDuckDb },
): Promise<Measured> => {
  const before = await cpuTime(host.pid);
  const pairs = await inRounds(bench.rounds, async () => ({
    reference: await each(() => raw.rows(sql)),
    agnes: await each(() => host.ask('POST', '/api/query', { sql })),
  }));
  const after = await cpuTime(host.pid);
  const perQuery = (ms: number): string => (ms / (inARow * (bench.rounds + 1))).toFixed(1);
  return {
    name: `query: ${name}`,
    unit: 'ms',
    ...compared('DuckDB in this process', pairs),
    note: `CPU ms: host ${perQuery(after.own - before.own)} + worker ${perQuery(after.children - before.children)}`,
  };
};

const each = async (work: () => Promise<unknown>): Promise<number> => {
  const { ms } = await timed(async () => {
    for (let count = 0; count < inARow; count += 1) await work();
  });
  return ms / inARow;
};
