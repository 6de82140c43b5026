import type { Notice } from '../kernel/connector-run-order.ts';
import type { Source } from '../registry/source.ts';
import type { Conditions, Fault } from '../store/conditions.ts';
import { noticeCode } from '../store/notice-code.ts';
import type { SystemStore } from '../store/system-store.ts';
import { noticesOfSource, replaceNotices } from './notice-repository.ts';
import type { TableOutcome } from './outcome.ts';

/** What a run has to remark, and of which source. */
export interface RunNotice extends Notice {
  readonly source: string;
}

/** A notice as results and runs show it. */
export const noticeOnWire = ({ source, table, code, message }: RunNotice) => ({
  source,
  table: table ?? null,
  code,
  message,
});

interface Doors {
  readonly store: SystemStore;
  readonly conditions: Pick<Conditions, 'raise' | 'clear'>;
  readonly now: () => number;
}

/** What one run of a source said, and of which of its tables. */
export interface Remarked {
  readonly runId: string;
  readonly source: Source;
  readonly outcomes: readonly TableOutcome[];
  readonly notices: readonly Notice[];
}

/** What is shown of one run at most: a connector may say the same of ten thousand rows. */
const mostShown = 200;

/**
 * Shows what a run had to remark until a run does without it: of a table, the next that brings it; of the source, the next
 * that brings anything. A run that brought nothing knows nothing new.
 */
export const showNotices = async (
  { runId, source, outcomes, notices }: Remarked,
  { store, conditions, now }: Doors,
): Promise<void> => {
  const good = outcomes.filter(({ status }) => status === 'published' || status === 'unchanged');
  const renewed = new Set<string | undefined>(good.map(({ id }) => id));
  if (good.length > 0) renewed.add(undefined);
  for (const { table } of notices) renewed.add(table);
  if (renewed.size === 0) return;
  const shown = merged(notices);
  const kept = new Set(shown.map(keyOf));
  const before = await noticesOfSource(store.read, source.id);
  const over = before.filter((notice) => renewed.has(notice.table) && !kept.has(keyOf(notice)));
  for (const notice of shown) await conditions.raise(faultOf(source, notice));
  for (const notice of over) {
    const { subjectType, subjectId, code } = faultOf(source, notice);
    await conditions.clear(subjectType, subjectId, code);
  }
  const stay = before.filter(({ table }) => !renewed.has(table));
  const rows = [...stay, ...shown.map((notice) => ({ ...notice, runId, at: new Date(now()) }))];
  await store.keep((tx) => replaceNotices(tx, source.id, rows));
};

const keyOf = ({ table = '', code }: Pick<Notice, 'table' | 'code'>): string => `${code} ${table}`;

/** One for each table and code; of several messages the first few. */
const merged = (notices: readonly Notice[]): readonly Notice[] =>
  [...Map.groupBy(notices, keyOf).values()].slice(0, mostShown).flatMap((same) => {
    const [first] = same;
    const messages = [...new Set(same.map(({ message }) => message))];
    const more = messages.length > mostTold ? ` And ${messages.length - mostTold} more.` : '';
    return first ? [{ ...first, message: `${messages.slice(0, mostTold).join(' ')}${more}` }] : [];
  });

const mostTold = 3;

/** Nothing is broken: it is there to be known. */
const faultOf = (source: Source, { table, code, message }: Notice): Fault => ({
  subjectType: table === undefined ? 'source' : 'table',
  subjectId: table ?? source.id,
  code: noticeCode(code),
  severity: 'info',
  why: message,
  remedy: `Told by the last run of "${source.slug}"; a run that does without ends it.`,
});
