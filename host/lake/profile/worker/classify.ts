import type { Alert, ColumnClass, ColumnProfile } from '../profile.ts';
import { isNumeric, type Kind } from './column-kind.ts';

/** What is known of a column before it is named. */
export interface Counted {
  readonly kind: Kind;
  readonly rows: number;
  readonly nulls: number;
  readonly distinct: number;
  readonly zeros?: number | undefined;
  readonly topShare?: number | undefined;
}

/** More different words than this are no categories. */
const fewValues = 50;

/** What people would call the column. */
export const classOf = (counted: Counted): ColumnClass => {
  const { kind } = counted;
  if (kind === 'nested') return 'nested';
  if (isConstant(counted)) return 'constant';
  if (kind === 'boolean' || kind === 'date') return kind;
  if (isUnique(counted) && (kind === 'integer' || kind === 'text')) return 'unique_id';
  if (isNumeric(kind)) return 'numeric';
  return isCategorical(counted) ? 'categorical' : 'text';
};

/** What somebody who relies on the column should know. */
export const alertsOf = (counted: Counted): readonly Alert[] => {
  const { kind, rows, nulls, distinct, zeros = 0, topShare = 0 } = counted;
  if (rows === 0) return [];
  const [missing, unique, constant] = [nulls / rows, isUnique(counted), isConstant(counted)];
  const all: Readonly<Record<Alert, boolean>> = {
    constant,
    unique,
    high_missing: missing > 0.3,
    missing: missing > 0.05 && missing <= 0.3,
    zeros: zeros / rows > 0.5,
    imbalance: !constant && !isNumeric(kind) && topShare > 0.6,
    high_cardinality: kind === 'text' && !unique && distinct > fewValues,
  };
  // The keys are those of the record above.
  return (Object.keys(all) as Alert[]).filter((alert) => all[alert]);
};

const isConstant = ({ rows, distinct }: Counted): boolean => rows > 0 && distinct <= 1;

const isUnique = ({ rows, nulls, distinct }: Counted): boolean =>
  rows > 1 && nulls === 0 && distinct === rows;

const isCategorical = ({ rows, nulls, distinct }: Counted): boolean =>
  distinct <= fewValues && distinct * 2 <= rows - nulls;

/** How much of the column is there, 0 to 100. */
export const completenessOf = ({ rows, nulls }: Pick<Counted, 'rows' | 'nulls'>): number =>
  rows === 0 ? 100 : percent(1 - nulls / rows);

/** A share as people read it: 0 to 100, two decimals. */
export const percent = (share: number): number => Math.round(share * 10_000) / 100;

/** How many columns there are of each class. */
export const variableTypes = (columns: readonly Pick<ColumnProfile, 'class'>[]) => {
  const counts: Partial<Record<ColumnClass, number>> = {};
  for (const column of columns) counts[column.class] = (counts[column.class] ?? 0) + 1;
  return counts;
};
