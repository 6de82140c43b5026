import type { Column, TableMode } from '@agnes/sdk';
import { schemaDrift, schemaHeld } from '../errors.ts';
import { diffInWords, type SchemaChange, type SchemaDiff, type SchemaPolicy } from '../schema-change.ts';
import { commonType, isScalar, plainType } from './common-type.ts';

/** What decides how the columns of a table go on. */
export interface SchemaRules {
  readonly table: string;
  readonly mode: TableMode;
  readonly onSchemaChange: SchemaPolicy;
  readonly onTypeError: SchemaPolicy;
  readonly accept: boolean;
}

/** The columns a table will have. */
export interface ColumnPlan {
  readonly columns: readonly Column[];
  /** Lower-case names of columns whose values become null where they do not fit. */
  readonly lossy: ReadonlySet<string>;
  /** True when rows that are published already get another type. */
  readonly retypes: boolean;
  readonly change?: SchemaChange;
}

/** Compares what came with what is published. Throws where the policy of the table, or the types, do not let it go on. */
export const planColumns = (
  before: readonly Column[] | undefined,
  incoming: readonly Column[],
  rules: SchemaRules,
): ColumnPlan => {
  if (!before) return { columns: incoming, lossy: new Set(), retypes: false };
  const compared = compare(before, incoming);
  if (rules.accept) return accepted(compared, rules);
  if (rules.onSchemaChange === 'evolve') return evolved(compared, rules);
  if (rules.onSchemaChange === 'discard') return discarded(compared, rules);
  if (isDifferent(compared.diff)) throw refusal(schemaHeld, 'held', { ...rules, diff: compared.diff });
  return { columns: before, lossy: new Set(), retypes: false };
};

interface Compared {
  readonly before: readonly Column[];
  readonly incoming: readonly Column[];
  readonly diff: SchemaDiff;
}

const compare = (before: readonly Column[], incoming: readonly Column[]): Compared => {
  const [old, now] = [byName(before), byName(incoming)];
  const changed = before.flatMap(({ name, type: from }) => {
    const to = now.get(name.toLowerCase())?.type;
    return to === undefined || holds(from, to) ? [] : [{ name, from, to }];
  });
  return {
    before,
    incoming,
    diff: {
      added: incoming.filter(({ name }) => !old.has(name.toLowerCase())),
      removed: before.filter(({ name }) => !now.has(name.toLowerCase())),
      changed,
    },
  };
};

const byName = (columns: readonly Column[]): ReadonlyMap<string, Column> =>
  new Map(columns.map((column) => [column.name.toLowerCase(), column]));

// What always fits is no difference: inference says BIGINT where a column of fractions happens to hold none.
const holds = (from: string, to: string): boolean => {
  const old = plainType(from);
  if (old === plainType(to)) return true;
  return old === 'VARCHAR' ? isScalar(to) : commonType(from, to) === old;
};

const isDifferent = ({ added, removed, changed }: SchemaDiff): boolean =>
  added.length + removed.length + changed.length > 0;

/** A table that is read whole takes the columns of its source as they are. */
const accepted = (compared: Compared, rules: SchemaRules): ColumnPlan => {
  const willing = { ...rules, onSchemaChange: 'evolve', onTypeError: 'evolve' } as const;
  if (rules.mode !== 'replace') return evolved(compared, willing);
  const { incoming, diff } = compared;
  return { columns: incoming, lossy: new Set(), retypes: false, ...changeOf('evolved', willing, diff) };
};

const evolved = ({ before, incoming, diff }: Compared, rules: SchemaRules): ColumnPlan => {
  const lossy = new Set<string>();
  const types = new Map<string, string>();
  for (const { name, from, to } of diff.changed) {
    const type = resolved({ from, to }, { ...rules, diff });
    if (type === undefined) lossy.add(name.toLowerCase());
    else types.set(name.toLowerCase(), type);
  }
  const typed = before.map(({ name, type }) => ({ name, type: types.get(name.toLowerCase()) ?? type }));
  const old = byName(typed);
  // A table that is replaced has the columns of its source; in any other the old rows keep theirs.
  const columns =
    rules.mode === 'replace'
      ? incoming.map((column) => old.get(column.name.toLowerCase()) ?? column)
      : [...typed, ...diff.added];
  return { columns, lossy, retypes: types.size > 0, ...changeOf('evolved', rules, diff) };
};

/** The type that both become; nothing when the old one stays and values that do not fit become null. */
const resolved = (
  { from, to }: { readonly from: string; readonly to: string },
  rules: SchemaRules & { readonly diff: SchemaDiff },
): string | undefined => {
  const wider = commonType(from, to);
  if (wider !== undefined) return wider;
  if (rules.onTypeError === 'discard') return undefined;
  if (rules.onTypeError === 'freeze') throw refusal(schemaDrift, 'failed', rules);
  if (rules.mode === 'replace') return to;
  if (isScalar(from) && isScalar(to)) return 'VARCHAR';
  throw refusal(schemaDrift, 'failed', rules);
};

const discarded = ({ before, diff }: Compared, rules: SchemaRules): ColumnPlan => {
  const names = rules.onTypeError === 'freeze' ? [] : diff.changed.map(({ name }) => name.toLowerCase());
  return {
    columns: before,
    lossy: new Set(names),
    retypes: false,
    ...changeOf('discarded', rules, diff),
  };
};

const changeOf = (
  outcome: SchemaChange['outcome'],
  { onSchemaChange: policy }: SchemaRules,
  diff: SchemaDiff,
): { readonly change?: SchemaChange } => (isDifferent(diff) ? { change: { policy, outcome, diff } } : {});

const refusal = (
  define: typeof schemaDrift,
  outcome: SchemaChange['outcome'],
  { table, onSchemaChange: policy, diff }: SchemaRules & { readonly diff: SchemaDiff },
): Error => define({ table, reason: diffInWords(diff), change: { policy, outcome, diff } });
