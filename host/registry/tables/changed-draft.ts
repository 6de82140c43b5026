import type { DraftFault } from '../errors.ts';
import { present } from '../present.ts';
import {
  clearable,
  optionNames,
  type Table,
  type TableChange,
  type TableDraft,
  type TableOptions,
} from '../table.ts';

/** The draft of a table as it would be after a change. */
export const changedDraft = (table: Table, change: TableChange): TableDraft => {
  const { clear = [], options = {}, ...fields } = change;
  const draft: TableDraft = {
    ...without(draftOf(table), [...fieldsOf(clear), ...outdated(table, fields)]),
    ...present(fields),
    options: present({ ...without(table.options, clear), ...options }) as TableOptions,
  };
  const leaves = draft.queryMode !== 'materialized' && fields.sourceQuery === undefined;
  return leaves ? without(draft, ['sourceQuery']) : draft;
};

/** What is wrong with `clear`. */
export const clearFaults = ({ clear = [], options = {}, ...fields }: TableChange): readonly DraftFault[] =>
  clear.flatMap((name, index) => {
    const loc = `/clear/${index}`;
    const known = [...Object.keys(clearable), ...optionNames];
    if (!known.includes(name)) {
      const msg = `"${name}" is no field that can be emptied`;
      return [{ loc, type: 'clear', msg, hint: `Fields that can be emptied are ${known.join(', ')}.` }];
    }
    const given = { ...options, ...fields } as Readonly<Record<string, unknown>>;
    if (given[clearable[name] ?? name] === undefined) return [];
    const msg = `"${name}" is set and emptied at once`;
    return [{ loc, type: 'clear', msg, hint: 'Send a value for it, or name it in `clear`.' }];
  });

const draftOf = ({
  id,
  registeredAt: _at,
  sourceId: _id,
  sourceSlug,
  sourceType,
  ...rest
}: Table): TableDraft => ({
  ...rest,
  id,
  ...present({ connection: sourceSlug, sourceType }),
});

/** Another source decides the type; another type leaves the source. */
const outdated = (table: Table, { connection, sourceType }: Partial<TableDraft>): readonly string[] => {
  if (connection !== undefined) return ['sourceType'];
  return sourceType !== undefined && sourceType !== table.sourceType ? ['connection'] : [];
};

const fieldsOf = (names: readonly string[]): readonly string[] =>
  names.flatMap((name) => clearable[name] ?? []);

const without = <T extends object>(value: T, names: readonly string[]): T =>
  // Only what may be absent is ever named.
  Object.fromEntries(Object.entries(value).filter(([name]) => !names.includes(name))) as T;
