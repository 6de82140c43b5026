import { Type } from '@agnes/sdk';
import type { Condition } from '../../store/conditions.ts';
import { isoUtc } from '../../store/iso-utc.ts';
import { shownCode } from '../../store/notice-code.ts';
import type { Source } from '../source.ts';
import type { Table } from '../table.ts';

/** Something that is to be known of a source or of one of its tables, though nothing is broken. */
export const noticeSchema = Type.Object({
  code: Type.String(),
  message: Type.String(),
  table: Type.Union([Type.String(), Type.Null()], { description: 'Name; null: the source as a whole.' }),
  since: Type.String(),
});

/** What the last runs of a source had to remark. */
export const noticesAbout = (
  { id, slug }: Pick<Source, 'id' | 'slug'>,
  tables: readonly Table[],
  conditions: readonly Condition[],
) => {
  const names = new Map(tables.map((table) => [table.id, table.name]));
  return conditions.flatMap(({ subjectType, subjectId, code, severity, why, since }) => {
    if (severity !== 'info') return [];
    const table = subjectType === 'table' ? names.get(subjectId) : undefined;
    const isOwn = subjectType === 'source' && (subjectId === id || subjectId === slug);
    if (!isOwn && table === undefined) return [];
    return [{ code: shownCode(code), message: why, table: table ?? null, since: isoUtc(since) }];
  });
};
