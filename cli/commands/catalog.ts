import type { Run } from '../command.ts';
import { type JsonObject, numberOf, objectsOf } from '../json/values.ts';
import { byteText } from '../terminal/byte-text.ts';
import { textTable } from '../terminal/text-table.ts';

const columns = [
  { title: 'name' },
  { title: 'mode' },
  { title: 'source' },
  { title: 'size', align: 'right' },
  { title: 'description' },
] as const;

/** The tables the caller may read. */
export const run: Run = async (input, session) => {
  const refresh = input.on('refresh') ? '?refresh=true' : '';
  const answer = await (await session.http()).object({ path: `/api/v2/catalog${refresh}` });
  const all = objectsOf(answer['tables']);
  const search = input.text('search')?.toLowerCase();
  const tables = search === undefined ? all : all.filter((table) => isFound(table, search));
  if (tables.length === 0) {
    session.out.note(
      all.length === 0
        ? 'Nothing is granted to you yet. An administrator can give you tables.'
        : 'No table has that in its name or description.',
    );
  }
  return {
    data: { ...answer, tables },
    text: tables.length === 0 ? [] : textTable(columns, tables.map(rowOf), session.out.width),
  };
};

const isFound = ({ id, name, description }: JsonObject, search: string): boolean =>
  [id, name, description].some((text) => typeof text === 'string' && text.toLowerCase().includes(search));

const rowOf = (table: JsonObject): readonly unknown[] => {
  const { name, query_mode: mode, source_type: source, rough_size_hint: size, description } = table;
  const bytes = numberOf(size);
  return [name, mode, source, bytes === undefined ? null : byteText(bytes), description];
};
