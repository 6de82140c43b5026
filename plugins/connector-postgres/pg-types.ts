import type { Session } from './session.ts';

/** A type of the server, domains resolved to what they are made of. */
export interface PgType {
  readonly name: string;
  /** For arrays: the type of their elements. */
  readonly element?: PgType;
  /** What a domain says of its base type, e.g. precision; −1: nothing. */
  readonly modifier: number;
}

interface Found {
  readonly name: string;
  readonly base: number;
  readonly element: number;
  readonly modifier: number;
}

/** The types with these ids, as far as the server knows them. */
export const pgTypes = async (
  session: Session,
  ids: readonly number[],
): Promise<ReadonlyMap<number, PgType>> => {
  const found = new Map<number, Found>();
  let wanted = [...new Set(ids)];
  while (wanted.length > 0) {
    for (const [id, type] of await look(session, wanted)) found.set(id, type);
    wanted = [...found.values()].flatMap(({ base, element }) => [base, element]);
    wanted = [...new Set(wanted)].filter((id) => id !== 0 && !found.has(id));
  }
  return new Map([...found.keys()].map((id) => [id, resolved(found, id)]));
};

const look = async (
  session: Session,
  ids: readonly number[],
): Promise<readonly (readonly [number, Found])[]> => {
  // Types of other schemas may bear any name; only those of extensions are known by theirs.
  const { rows } = await session.ask(
    `SELECT t.oid, t.typname, CASE WHEN t.typtype = 'd' THEN t.typbasetype ELSE 0 END,
        CASE WHEN t.typcategory = 'A' AND t.typtype = 'b' THEN t.typelem ELSE 0 END, t.typtypmod
      FROM pg_catalog.pg_type t WHERE t.oid = ANY($1::oid[])`,
    [ids],
  );
  return rows.map(([id, name, base, element, modifier]) => [
    Number(id),
    { name: name ?? '', base: Number(base), element: Number(element), modifier: Number(modifier) },
  ]);
};

const resolved = (found: ReadonlyMap<number, Found>, id: number): PgType => {
  const type = found.get(id);
  if (!type) return { name: '', modifier: -1 };
  if (type.base === 0) {
    return {
      name: type.name,
      modifier: -1,
      ...(type.element !== 0 && { element: resolved(found, type.element) }),
    };
  }
  const base = resolved(found, type.base);
  return { ...base, modifier: type.modifier === -1 ? base.modifier : type.modifier };
};
