import type { Source } from '../../registry/source.ts';

/** Names by which the tables of a source are reached as `<alias>.<bucket>.<table>`, in lower case. */
export const aliasesOf = ({ slug, type, isDefault }: Source): readonly string[] => {
  const wellKnown = isDefault ? (ofType[type] ?? []) : [];
  const own = type === 'postgres' ? [`pg_${slug}`] : [];
  return [slug, ...wellKnown, ...own].map((alias) => alias.toLowerCase());
};

const ofType: Readonly<Record<string, readonly string[]>> = { bigquery: ['bq'], keboola: ['kbc'] };
