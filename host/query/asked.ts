import type { Principal } from '../http/principal.ts';
import type { Generation } from '../lake/generations.ts';
import type { PreparedQuery } from './engines/remote-queries.ts';
import type { QueryLane } from './lanes.ts';
import type { QueryAnswer } from './pool.ts';
import type { QueryAsk, QueryCall } from './query-ask.ts';
import { idsOf } from './query-log.ts';

/** What a statement keeps until its answer has ended. */
export interface Held {
  readonly generation: Generation;
  readonly held: AsyncDisposableStack;
}

/** An answer that has begun, and what was brought for it. */
export interface Answered {
  readonly answer: QueryAnswer;
  readonly remote?: PreparedQuery;
}

/** An answer that somebody reads. */
export interface Following extends Held, Answered {
  readonly tableIds: readonly string[];
  readonly queueMs: number;
}

/** A statement on its way through `Queries`. */
export interface Asked {
  readonly principal: Principal;
  readonly ask: QueryAsk & { readonly limit: number; readonly timeoutMs: number };
  readonly call: QueryCall;
  readonly lane: QueryLane;
  readonly queryId: string;
  readonly since: number;
}

/** Ids of the tables that an answer reads, here and at sources. */
export const tablesOf = ({ answer, remote }: Answered, generation: Generation): readonly string[] => [
  ...new Set([...idsOf(answer.tables, generation), ...(remote?.tableIds ?? [])]),
];

/** Ids of all that an answer may tell of, where that is known: the catalog, or a table of the caller's own, is no table here. */
export const boundTo = ({ answer }: Answered, tableIds: readonly string[]): readonly string[] => {
  const named = new Set(answer.tables.map((name) => name.toLowerCase()));
  return named.size > tableIds.length ? [] : tableIds;
};
