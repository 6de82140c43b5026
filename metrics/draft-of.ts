import { metricFields } from './metric.ts';

type Fields = Readonly<Record<string, unknown>>;

/** A metric out of a file, before it is checked. */
interface FileDraft {
  readonly draft: Fields;
  /** The id it gives itself, if it does. */
  readonly id: unknown;
  /** Keys that are no fields. */
  readonly unknown: readonly string[];
}

const lists = new Set(['tables', 'dimensions', 'filters', 'synonyms', 'notes']);
/** What an export of the host's own writes beside the fields. */
const known = new Set([...Object.keys(metricFields), 'id', 'table', 'source']);
const variant = /^sql_(by_.+)$/;

/** The fields of a file as those of a metric: `table` is `table_name`, `sql_by_x` a variant, one text a list of one. */
export const draftOf = (item: Fields): FileDraft => {
  const { id, table, source: _source, ...rest } = item;
  const entries = Object.entries(rest);
  const found = entries.flatMap(([key, value]) => {
    const name = variant.exec(key)?.[1];
    return name === undefined || value === null ? [] : [[name, value] as const];
  });
  const fields = entries
    .filter(([key, value]) => Object.hasOwn(metricFields, key) && value !== null)
    .map(([key, value]) => [key, lists.has(key) && typeof value === 'string' ? [value] : value] as const);
  return {
    draft: {
      ...(table !== undefined && table !== null && { table_name: table }),
      ...Object.fromEntries(fields),
      ...(found.length > 0 && {
        sql_variants: { ...Object(rest['sql_variants']), ...Object.fromEntries(found) },
      }),
    },
    id: id ?? undefined,
    unknown: Object.keys(item).filter((key) => !known.has(key) && !variant.test(key)),
  };
};
