import type { Source } from '../../registry/source.ts';
import type { Table } from '../../registry/table.ts';
import type {
  AboutTable,
  PastChange,
  PastRun,
  TableProducer,
} from '../../registry/tables/about-repository.ts';
import type { TableEntry } from '../../registry/tables/listed-tables.ts';
import { isoUtc } from '../../store/iso-utc.ts';
import { addressOf, below } from '../address.ts';
import { amountOf, countOf, momentOf, sizeOf } from '../figures.ts';
import { type FormShown, formView } from './form-view.ts';
import { modeWords } from './list-view.ts';
import { formOfTable } from './table-form.ts';

/** What is known of a table. */
export interface TableFacts extends FormShown {
  readonly table: Table;
  readonly entry: TableEntry;
  readonly about: AboutTable;
  readonly sources: readonly Source[];
  /** Grants that would go along. */
  readonly grants: number;
  readonly now: number;
  readonly done?: string | undefined;
}

/** What `admin-table.mustache` is filled with. */
export const tableView = (facts: TableFacts): object => {
  const { table, entry, about, sources, now, done } = facts;
  const { values = formOfTable(table), refusal, precheck } = facts;
  const { sourceSlug } = table;
  return {
    done,
    base: below('/admin/tables', table.id),
    name: table.name,
    id: table.id,
    mode: { kind: 'plain', text: modeWords[table.queryMode] ?? table.queryMode },
    source: sourceSlug !== undefined && { href: below('/admin/sources', sourceSlug), label: sourceSlug },
    metrics_href: addressOf('/catalog/metrics', { table: table.name }),
    access_href: addressOf('/admin/access', { view: 'matrix', type: 'table', q: table.name }),
    facts: factsOf(entry, now),
    producer: about.producer ? producerOf(about.producer) : false,
    error: entry.last_sync_error ?? false,
    conflicts: entry.conflicts.map(({ connection }) => connection).join(', '),
    runnable: table.queryMode === 'local' && sourceSlug !== undefined,
    askable: sourceSlug !== undefined,
    ...formView(sources, { values, refusal, precheck }),
    has_runs: about.runs.length > 0,
    runs: about.runs.map((run) => runOf(run, now)),
    has_changes: about.changes.length > 0,
    changes: about.changes.map((change) => changeOf(change, now)),
    takes: takesOf(facts),
  };
};

const factsOf = (entry: TableEntry, now: number) => ({
  rows: entry.rows === null ? '–' : countOf(entry.rows),
  size: entry.size_bytes === null ? '–' : sizeOf(entry.size_bytes),
  last: momentOf(entry.last_sync, now),
  next: momentOf(entry.next_run, now, { none: 'with every refresh' }),
  registered: momentOf(entry.registered_at, now),
});

const producerOf = ({ plugin_id, version, tree_hash, generation, run_id }: TableProducer): object => ({
  code: `${plugin_id}@${version}`,
  tree: tree_hash?.slice(0, 'sha256-'.length + 12) ?? false,
  generation: generation ?? false,
  run: run_id,
});

const runOf = (run: PastRun, now: number): object => ({
  at: momentOf(isoUtc(run.synced_at), now),
  outcome: outcomes[run.status] ?? { kind: 'plain', text: run.status },
  rows: run.rows === null ? '–' : countOf(run.rows),
  took: `${(run.duration_ms / 1000).toFixed(1)} s`,
  error: run.error ?? '',
});

const outcomes: Readonly<Record<string, object>> = {
  published: { kind: 'on', text: 'Published' },
  unchanged: { kind: 'plain', text: 'Unchanged' },
  skipped: { kind: 'off', text: 'Skipped' },
  failed: { kind: 'warn', text: 'Failed' },
};

const changeOf = ({ detected_at, policy, outcome, diff }: PastChange, now: number): object => ({
  at: momentOf(isoUtc(detected_at), now),
  policy,
  outcome,
  diff,
});

/** What deleting the table would take away, for people. */
const takesOf = ({ grants, about, entry }: TableFacts): readonly string[] => {
  const { rows } = entry;
  return [
    rows !== null && `its data: ${amountOf(rows, 'row')}`,
    grants > 0 && `${amountOf(grants, 'grant')}: whoever had one cannot read it any more`,
    about.described > 0 && `${amountOf(about.described, 'column description')} and its profile`,
    about.subscribers > 0 && `the subscriptions of ${amountOf(about.subscribers, 'person', 'people')}`,
    about.runs.length > 0 && 'its history of runs',
  ].filter((line) => line !== false);
};
