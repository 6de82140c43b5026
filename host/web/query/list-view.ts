import type { LoggedRow } from '../../query/log/repository.ts';
import type { SavedRow } from '../../query/saved/repository.ts';
import { below } from '../address.ts';
import { entryOf } from '../entry-of.ts';
import { agoOf, countOf } from '../figures.ts';

const outcomes: Readonly<Record<string, string>> = {
  saved: 'The query is saved.',
  deleted: 'The query is deleted.',
};

/** What `query-list.mustache` is filled with for what somebody has asked. */
export const historyView = (
  rows: readonly LoggedRow[],
  { now, next }: { readonly now: number; readonly next?: string },
): object => ({
  heading: 'Query history',
  history: true,
  says: 'What you have asked, newest first. Nobody but you and administrators sees it, and no result is kept.',
  empty: rows.length === 0 && 'You have asked nothing yet. What you run appears here.',
  entries: rows.map((row) => ({
    sql: row.sql_text ?? '',
    again: true,
    facts: `${agoOf(row.occurred_at, now)} · ${outcomeOf(row)}`,
    failed: row.status !== 'ok',
  })),
  ...(next !== undefined && { next: `/query/history?cursor=${encodeURIComponent(next)}` }),
});

const outcomeOf = ({ status, error_code: code, rows, duration_ms: duration }: LoggedRow): string => {
  if (status !== 'ok') return code === null ? status : `${status}: ${code}`;
  return `${countOf(rows ?? 0)} row${rows === 1 ? '' : 's'} in ${duration} ms`;
};

/** The same for what somebody has saved. */
export const savedView = (
  rows: readonly SavedRow[],
  { now, done }: { readonly now: number; readonly done: string | undefined },
): object => ({
  heading: 'Saved queries',
  saved: true,
  says: 'The text is kept, never a result: whoever runs it sees what they were granted.',
  done: entryOf(outcomes, done),
  empty: rows.length === 0 && 'Nothing is saved yet. Give a query a name beside Run, and save it.',
  entries: rows.map(({ id, name, sql_text: sql, description, updated_at: at }) => ({
    name,
    sql,
    description,
    open: `/query?saved=${encodeURIComponent(id)}`,
    remove: `${below('/query/saved', id)}/delete`,
    facts: `saved ${agoOf(at, now)}`,
  })),
});
