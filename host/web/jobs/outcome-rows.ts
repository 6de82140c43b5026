import type { JobEvent } from '../../jobs/job.ts';
import type { Chip } from '../chips.ts';
import { amountOf, countOf, sizeOf } from '../figures.ts';
import { spanOf } from './job-words.ts';

/** What became of a table, as a run tells it. */
interface TableOutcome {
  readonly id: string;
  readonly name: string;
  readonly status: string;
  readonly rows: number | null;
  readonly bytes: number | null;
  readonly duration_ms: number;
  readonly error: { readonly message: string; readonly remedy?: string } | null;
}

const chips: Readonly<Record<string, Chip>> = {
  published: { kind: 'on', text: 'Published' },
  unchanged: { kind: 'on', text: 'Unchanged' },
  skipped: { kind: 'off', text: 'Skipped' },
  failed: { kind: 'error', text: 'Failed' },
};

/** Outcomes that fit on a page; those that failed come first. */
const mostShown = 200;

/** The latest outcome of each table, and how many of them the page has no room for. */
export const outcomeRows = (
  events: readonly JobEvent[],
): { readonly rows: readonly object[]; readonly more: string } => {
  const outcomes = events.flatMap(({ data }) => (isOutcome(data) ? [data] : []));
  const latest = [...new Map(outcomes.map((outcome) => [outcome.id, outcome])).values()];
  const sorted = latest.toSorted((a, b) => rank(a) - rank(b));
  const hidden = sorted.length - mostShown;
  return {
    rows: sorted.slice(0, mostShown).map(rowOf),
    more: hidden > 0 ? `${amountOf(hidden, 'more table')}, all of them without a failure before these.` : '',
  };
};

// Jobs of other kinds may tell of tables in words of their own.
const isOutcome = (data: unknown): data is TableOutcome =>
  typeof data === 'object' && data !== null && 'id' in data && 'name' in data && 'status' in data;

const rank = ({ status }: TableOutcome): number => (status === 'failed' ? 0 : 1);

const rowOf = ({ name, status, rows, bytes, duration_ms: took, error }: TableOutcome): object => ({
  name,
  chip: chips[status] ?? { kind: 'plain', text: status },
  rows: typeof rows === 'number' ? countOf(rows) : '–',
  size: typeof bytes === 'number' ? sizeOf(bytes) : '–',
  took: typeof took === 'number' ? spanOf(took) : '–',
  error,
});
