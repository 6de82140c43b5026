import type { Column } from '@agnes/sdk';

/** What is done about columns, or values, that are not what they were. */
export type SchemaPolicy = 'evolve' | 'freeze' | 'discard';

/** Columns that came, went or have another type. */
export interface SchemaDiff {
  readonly added: readonly Column[];
  readonly removed: readonly Column[];
  readonly changed: readonly { readonly name: string; readonly from: string; readonly to: string }[];
}

/** A difference that was met, and what became of it. */
export interface SchemaChange {
  readonly policy: SchemaPolicy;
  readonly outcome: 'evolved' | 'held' | 'discarded' | 'failed';
  readonly diff: SchemaDiff;
}

/** A difference in words. */
export const diffInWords = ({ added, removed, changed }: SchemaDiff): string =>
  [
    ...added.map(({ name, type }) => `"${name}" (${type}) is new`),
    ...removed.map(({ name }) => `"${name}" is gone`),
    ...changed.map(({ name, from, to }) => `"${name}" was ${from} and is ${to}`),
  ].join(', ');
