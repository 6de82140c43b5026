import type { RemoteDescription } from '@agnes/sdk';
import type { Session } from './session.ts';

type Layout = Pick<RemoteDescription, 'required' | 'partitionedBy' | 'clusteredBy'>;

/** Which columns of a relation are never null, and by which its rows lie together. Of a view nothing is known. */
export const layoutOf = async (session: Session, relation: string): Promise<Layout> => {
  const { rows } = await session.ask(
    `SELECT a.attname, a.attnotnull::text, (a.attnum = p.partattrs[0] AND p.partnatts = 1)::text,
        array_position(i.indkey::int2[], a.attnum)
      FROM pg_catalog.pg_attribute a
      LEFT JOIN pg_catalog.pg_partitioned_table p ON p.partrelid = a.attrelid
      LEFT JOIN pg_catalog.pg_index i ON i.indrelid = a.attrelid AND i.indisclustered
      WHERE a.attrelid = $1::regclass AND a.attnum > 0 AND NOT a.attisdropped ORDER BY 4, a.attnum`,
    [relation],
  );
  const partitionedBy = rows.find(([, , isPart]) => isPart === 'true')?.[0];
  return {
    required: namesOf(rows.filter(([, isRequired]) => isRequired === 'true')),
    clusteredBy: namesOf(rows.filter(([, , , place]) => place != null)),
    ...(partitionedBy !== undefined && { partitionedBy: String(partitionedBy) }),
  };
};

const namesOf = (rows: readonly (readonly unknown[])[]): readonly string[] =>
  rows.map(([name]) => String(name));
