import { join } from 'node:path';
import type { Case } from '../bench.ts';
import { type BenchHost, startBenchHost } from '../bench-host.ts';
import { inRounds, type Measured, summaryOf, timed } from '../measured.ts';
import { openRaw, type RawDuckDb } from '../raw-duckdb.ts';

const sql = "select iata, name, city, state, latitude from airports where iata = 'JFK'";
const perRound = 160;
const perClient = 40;
/** Nobody may run more than five at a time. */
const people = 4;
const clientsEach = 4;
const mostOverheadMs = 3;
const leastShare = 0.5;

interface Round {
  /** Milliseconds of the middle one of queries that come one after another. */
  readonly one: Pair;
  /** Queries in a second while several clients ask. */
  readonly many: Pair;
}

interface Pair {
  readonly agnes: number;
  readonly raw: number;
}

/** One row by its key, asked again and again: by one client, and by sixteen at once. */
export const pointQuery: Case = {
  name: 'point-query',
  run: async (bench) => {
    const folders = await bench.filled();
    await using host = await startBenchHost(folders);
    using raw = await openRaw(join(folders.data, 'analytics', 'analytics.duckdb'), {
      access_mode: 'READ_ONLY',
    });
    const asked = await analysts(host);
    const rounds = await inRounds(bench.rounds, () => round(asked, raw));
    return [oneLine(rounds), manyLine(rounds)];
  },
};

type Work = () => Promise<unknown>;

/** People who may read the one table. */
const analysts = async (host: BenchHost): Promise<readonly Work[]> => {
  const found = (await host.ask('GET', '/api/catalog/tables')) as {
    readonly tables: readonly { readonly id: string; readonly name: string }[];
  };
  const table = found.tables.find(({ name }) => name === 'airports');
  const group = (await host.ask('POST', '/api/admin/groups', { name: 'Analysts' })) as {
    readonly id: string;
  };
  const grant = { resource_type: 'table', resource_id: table?.id, group_id: group.id };
  await host.ask('POST', '/api/admin/grants', grant);
  const signedIn: Work[] = [];
  for (let index = 0; index < people; index += 1) {
    const { id, ask } = await host.person(`analyst-${index}@example.com`);
    await host.ask('POST', `/api/admin/users/${id}/memberships`, { group_id: group.id });
    signedIn.push(() => ask('POST', '/api/query', { sql }));
  }
  return signedIn;
};

const round = async (asked: readonly Work[], raw: RawDuckDb): Promise<Round> => {
  using prepared = await raw.prepare(sql);
  const [ask = prepared.rows] = asked;
  const rows = asked.map(() => prepared.rows);
  return {
    one: { raw: await middleOf(prepared.rows), agnes: await middleOf(ask) },
    many: { raw: await rateOf(rows), agnes: await rateOf(asked) },
  };
};

const middleOf = async (work: Work): Promise<number> => {
  const taken: number[] = [];
  for (let count = 0; count < perRound; count += 1) taken.push((await timed(work)).ms);
  return summaryOf(taken).median;
};

const rateOf = async (works: readonly Work[]): Promise<number> => {
  const client = async (work: Work): Promise<void> => {
    for (let count = 0; count < perClient; count += 1) await work();
  };
  const { ms } = await timed(() =>
    Promise.all(works.flatMap((work) => Array.from({ length: clientsEach }, () => client(work)))),
  );
  return (perClient * works.length * clientsEach) / (ms / 1_000);
};

const oneLine = (rounds: readonly Round[]): Measured => {
  const overhead = summaryOf(rounds.map(({ one }) => one.agnes - one.raw));
  return {
    name: 'point query, one client: the middle of a round',
    unit: 'ms',
    ...both(rounds.map(({ one }) => one)),
    target: { text: `< ${mostOverheadMs} ms more`, met: overhead.median < mostOverheadMs },
    note: `${overhead.median.toFixed(2)} ms more`,
  };
};

const manyLine = (rounds: readonly Round[]): Measured => {
  const line = both(rounds.map(({ many }) => many));
  return {
    name: `point query, ${people * clientsEach} clients`,
    unit: 'queries/s',
    ...line,
    target: { text: `≥ ${leastShare} ×`, met: line.ratio.median >= leastShare },
  };
};

const both = (pairs: readonly Pair[]) => ({
  agnes: summaryOf(pairs.map(({ agnes }) => agnes)),
  reference: { what: 'prepared in this process', ...summaryOf(pairs.map(({ raw }) => raw)) },
  ratio: summaryOf(pairs.map(({ agnes, raw }) => agnes / raw)),
});
