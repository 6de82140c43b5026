import type { Column } from '@agnes/sdk/connector';
import { listAt, textAt } from './json.ts';
import type { Settings } from './settings.ts';

/** Who is believed first about the type of a column; anybody else comes last. */
const providers = ['user', 'ai-metadata-enrichment', 'keboola.snowflake-transformation'];

const types: Readonly<Record<string, string>> = {
  STRING: 'VARCHAR',
  VARCHAR: 'VARCHAR',
  TEXT: 'VARCHAR',
  INTEGER: 'BIGINT',
  BIGINT: 'BIGINT',
  NUMERIC: 'DOUBLE',
  DECIMAL: 'DOUBLE',
  FLOAT: 'DOUBLE',
  DOUBLE: 'DOUBLE',
  BOOLEAN: 'BOOLEAN',
  DATE: 'DATE',
  TIMESTAMP: 'TIMESTAMP',
  TIMESTAMP_NTZ: 'TIMESTAMP',
  TIMESTAMP_TZ: 'TIMESTAMPTZ',
};

/** The columns of a table in their order, with the types that the metadata of the stack says. */
export const typedColumns = (
  names: readonly string[],
  metadata: unknown,
  config: Pick<Settings, 'decimal'>,
): readonly Column[] =>
  names.map((name) => ({ name, type: typeOf(saidBest(listAt(metadata, name)), config) }));

/** What one provider says of a column, by key. */
type Said = ReadonlyMap<string, string>;

const saidBest = (entries: readonly unknown[]): Said => {
  const known = entries.filter((entry) => typeKeys.includes(textAt(entry, 'key') ?? ''));
  const [best = []] = [...Map.groupBy(known, (entry) => textAt(entry, 'provider') ?? '')]
    .sort(([one], [other]) => rankOf(one) - rankOf(other))
    .map(([, said]) => said);
  const provider = textAt(best[0], 'provider') ?? '';
  const all = entries.filter((entry) => (textAt(entry, 'provider') ?? '') === provider);
  return new Map(all.map((entry) => [textAt(entry, 'key') ?? '', textAt(entry, 'value') ?? '']));
};

const baseKey = 'KBC.datatype.basetype';
const nativeKey = 'KBC.datatype.type';
const typeKeys = [baseKey, nativeKey];

const rankOf = (provider: string): number => {
  const rank = providers.indexOf(provider);
  return rank < 0 ? providers.length : rank;
};

const typeOf = (said: Said, { decimal }: Pick<Settings, 'decimal'>): string => {
  const base = (said.get(baseKey) ?? said.get(nativeKey) ?? 'STRING').toUpperCase();
  const isExact = decimal === 'exact' && (base === 'NUMERIC' || base === 'DECIMAL');
  const exact = isExact ? decimalOf(said.get('KBC.datatype.length')) : undefined;
  return exact ?? types[base] ?? 'VARCHAR';
};

/** `12,2` → `DECIMAL(12,2)`. Without a length the scale is anybody's guess. */
const decimalOf = (length: string | undefined): string | undefined => {
  const [, precision = '', scale = '0'] = /^(\d{1,2})(?:,\s*(\d{1,2}))?$/.exec(length ?? '') ?? [];
  const isValid = Number(precision) >= 1 && Number(precision) <= 38 && Number(scale) <= Number(precision);
  return isValid ? `DECIMAL(${Number(precision)},${Number(scale)})` : undefined;
};
