import { Type } from '@agnes/sdk';
import type { Condition } from '../store/conditions.ts';
import type { Source } from './source.ts';
import type { Table } from './table.ts';

/** A name that one source publishes and another one owns. */
export interface Conflict {
  /** As the source that does not own it writes it. */
  readonly name: string;
  readonly sourceId: string;
}

/** A conflict as admins see it. */
export const conflictSchema = Type.Object({
  name: Type.String(),
  connection: Type.String({ description: 'Slug of the other source.' }),
});

/** Names that take-in refused because another source has them. */
export const conflictsIn = (conditions: readonly Condition[]): readonly Conflict[] =>
  conditions
    .filter(({ subjectType, code }) => subjectType === 'source' && code === 'rows_refused')
    .flatMap(({ subjectId: sourceId, data }) =>
      refusedIn(data)
        .filter(({ code }) => code === 'view_name_taken')
        .map(({ name }) => ({ name, sourceId })),
    );

/** Other sources that offer the name of a table. */
export const conflictsOfTable = (
  { name, sourceId }: Table,
  conflicts: readonly Conflict[],
  sources: readonly Source[],
) =>
  conflicts
    .filter(
      (conflict) => conflict.name.toLowerCase() === name.toLowerCase() && conflict.sourceId !== sourceId,
    )
    .map((conflict) => ({ name: conflict.name, connection: slugOf(sources, conflict.sourceId) }));

/** Names a source offers, and the sources that own them. */
export const conflictsOfSource = ({ id }: Source, conflicts: readonly Conflict[], tables: readonly Table[]) =>
  conflicts
    .filter(({ sourceId }) => sourceId === id)
    .map(({ name }) => {
      const owner = tables.find((table) => table.name.toLowerCase() === name.toLowerCase());
      return { name, connection: owner?.sourceSlug ?? '' };
    });

const slugOf = (sources: readonly Source[], id: string): string =>
  sources.find((source) => source.id === id)?.slug ?? id;

// Written by take-in: a list of what was refused, each with its reason.
const refusedIn = (data: unknown): readonly { readonly name: string; readonly code: string }[] => {
  const { refused } = (data ?? {}) as { readonly refused?: unknown };
  return Array.isArray(refused) ? refused : [];
};
