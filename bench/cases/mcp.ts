import type { Case } from '../bench.ts';
import { type BenchHost, startBenchHost } from '../bench-host.ts';
import { inRounds, type Measured, type Pair, summaryOf, timed } from '../measured.ts';

const sql = "select iata, name, city from airports where iata = 'JFK'";
const perRound = 100;
const mostMoreMs = 5;

/** What the tool `query` costs over the operation that it is. */
export const mcp: Case = {
  name: 'mcp',
  run: async (bench) => {
    const folders = await bench.filled();
    await using host = await startBenchHost(folders);
    const pairs = await inRounds(bench.rounds, () => round(host));
    return [lineOf(pairs)];
  },
};

const round = async ({ ask }: BenchHost): Promise<Pair> => {
  const params = { name: 'query', arguments: { sql } };
  const message = { jsonrpc: '2.0', id: 1, method: 'tools/call', params };
  return {
    reference: await middleOf(() => ask('POST', '/api/query', { sql })),
    agnes: await middleOf(() => ask('POST', '/mcp', message)),
  };
};

const middleOf = async (work: () => Promise<unknown>): Promise<number> => {
  const taken: number[] = [];
  for (let count = 0; count < perRound; count += 1) taken.push((await timed(work)).ms);
  return summaryOf(taken).median;
};

const lineOf = (pairs: readonly Pair[]): Measured => {
  const more = summaryOf(pairs.map(({ agnes, reference }) => agnes - reference));
  return {
    name: 'MCP query: the middle of a round',
    unit: 'ms',
    agnes: summaryOf(pairs.map(({ agnes }) => agnes)),
    reference: { what: 'POST /api/query', ...summaryOf(pairs.map(({ reference }) => reference)) },
    ratio: summaryOf(pairs.map(({ agnes, reference }) => agnes / reference)),
    target: { text: `< ${mostMoreMs} ms more`, met: more.median < mostMoreMs },
    note: `${more.median.toFixed(2)} ms more`,
  };
};
