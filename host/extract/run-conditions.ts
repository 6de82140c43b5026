import { localType } from '../registry/local-source.ts';
import type { Source } from '../registry/source.ts';
import type { Conditions, Fault } from '../store/conditions.ts';
import type { FailedTable } from './lake-door.ts';
import type { ShownFinding, TableOutcome } from './outcome.ts';
import type { Refused } from './read-messages.ts';
import { isAsked } from './run-summary.ts';

/** The extract of a source cannot be opened; readers keep its last good tables. */
export const sourceUnreadable = ({ id, slug }: Source, why: string): Fault => ({
  subjectType: 'source',
  subjectId: id,
  code: 'source_unreadable',
  severity: 'error',
  why,
  remedy: `Run the source "${slug}" again: that writes its extract anew. Until then its last good tables are served.`,
});

/** Some rows of an extract were not taken in. */
export const rowsRefused = ({ id, slug }: Source, refused: readonly Refused[]): Fault => ({
  subjectType: 'source',
  subjectId: id,
  code: 'rows_refused',
  severity: 'warning',
  why: `Of the extract of "${slug}" these rows were refused: ${listed(refused)}.`,
  remedy: 'Correct what wrote the extract, or run the source again; see docs/extract-contract.md.',
  data: { refused: refused.slice(0, 100) },
});

/** Folders below `extracts/` that no source is made of. */
export const foldersRefused = (refused: readonly Refused[]): Fault => ({
  subjectType: 'instance',
  subjectId: 'extracts',
  code: 'folders_refused',
  severity: 'warning',
  why: `Of the folders in extracts/ these are no sources: ${listed(refused)}.`,
  remedy: 'Rename, complete or remove them; see docs/extract-contract.md.',
  data: { refused: refused.slice(0, 100) },
});

/** Tables of an extract that lie elsewhere, with nothing here to fetch them. */
export const remoteTables = ({ id, slug }: Source, tables: readonly FailedTable[]): Fault => ({
  subjectType: 'source',
  subjectId: id,
  code: 'remote_tables',
  severity: 'warning',
  why: `${tables.length} tables of "${slug}" are remote and cannot be queried: ${tables[0]?.error.message ?? ''}`,
  remedy:
    'Set the variable that is named, if one is. Where nothing attaches the extension, have the tables written as files.',
  data: { tables: tables.slice(0, 100).map(({ name, error: { code } }) => ({ name, code })) },
});

const shown = 20;

const listed = (refused: readonly Refused[]): string => {
  const some = refused.slice(0, shown).map(({ name, why }) => `"${name}" (${why})`);
  const more = refused.length - some.length;
  return more > 0 ? `${some.join(', ')} and ${more} more` : some.join(', ');
};

const sourceFailed = ({ id, slug }: Source, { error }: TableOutcome): Fault => ({
  subjectType: 'source',
  subjectId: id,
  code: 'source_failed',
  severity: 'error',
  why: `The last run of "${slug}" brought nothing: ${error?.message ?? 'no reason was given'}`,
  remedy: error?.remedy ?? 'Test the source, then run it again.',
});

const tableFailed = (outcome: TableOutcome): Fault => ({
  subjectType: 'table',
  subjectId: outcome.id,
  code: codeOf(outcome),
  severity: 'warning',
  why: outcome.error?.message ?? 'The table could not be read.',
  remedy: outcome.error?.remedy ?? 'Run its source again.',
});

const codeOf = ({ error, schemaChange }: TableOutcome): string => {
  if (schemaChange?.outcome === 'held') return 'schema_held';
  return error?.code === 'held_back' ? 'held_back' : 'table_failed';
};

/** A table that waits for somebody to say yes. */
const tableAsked = ({ id, error }: TableOutcome): Fault => ({
  subjectType: 'table',
  subjectId: id,
  code: 'needs_confirmation',
  severity: 'warning',
  why: error?.message ?? '',
  remedy: error?.remedy ?? '',
});

/** A table that is published although a plugin has doubts. */
const tableDoubted = ({ id }: TableOutcome, warnings: readonly ShownFinding[]): Fault => ({
  subjectType: 'table',
  subjectId: id,
  code: 'quality_warning',
  severity: 'warning',
  why: warnings.map(({ plugin, message }) => `${plugin}: ${message}`).join(' '),
  remedy:
    'Look at the source, or at the settings of the plugin that is named; the next run that finds nothing ends this.',
  data: { findings: warnings },
});

type Doors = Pick<Conditions, 'raise' | 'clear' | 'open'>;

/** Shows what failed in the run of a source and ends what is over. A source that brought nothing is one condition, not one per table. */
export const showOutcomes = async (
  conditions: Doors,
  source: Source,
  outcomes: readonly TableOutcome[],
): Promise<void> => {
  const failed = outcomes.filter(({ status }) => status === 'failed');
  const good = outcomes.filter(({ status }) => status === 'published' || status === 'unchanged');
  const [first] = failed;
  if (good.length > 0) await endOver(conditions, source, good);
  if (first && good.length === 0 && !isHeld(first)) await conditions.raise(sourceFailed(source, first));
  else for (const outcome of failed) await conditions.raise(tableFailed(outcome));
  for (const outcome of outcomes.filter(isAsked)) await conditions.raise(tableAsked(outcome));
  for (const doubt of good.flatMap(doubtsOf)) await conditions.raise(doubt);
};

const doubtsOf = (outcome: TableOutcome): readonly Fault[] => {
  const warnings = outcome.findings?.filter(({ severity }) => severity !== 'info') ?? [];
  return warnings.length > 0 ? [tableDoubted(outcome, warnings)] : [];
};

// Somebody wanted it so: the source is as well as it ever was.
const isHeld = ({ schemaChange }: TableOutcome): boolean => schemaChange?.outcome === 'held';

const overAfterSuccess: ReadonlySet<string> = new Set([
  'table_failed',
  'held_back',
  'schema_held',
  'needs_confirmation',
  'quality_warning',
  'table_unreadable',
  'source_failed',
  'source_unreadable',
  'rows_refused',
]);

/** One look at what is open: most runs have nothing to clear. */
const endOver = async (conditions: Doors, source: Source, good: readonly TableOutcome[]): Promise<void> => {
  const subjects = new Set([`source ${source.id}`, ...good.map(({ id }) => `table ${id}`)]);
  for (const { subjectType, subjectId, code } of await conditions.open()) {
    const isOver = subjects.has(`${subjectType} ${subjectId}`) && overAfterSuccess.has(code);
    // What nobody reads is as its folder was found: the look says itself what is over.
    const isOfLook = source.type === localType && code === 'rows_refused';
    if (isOver && !isOfLook) await conditions.clear(subjectType, subjectId, code);
  }
};
