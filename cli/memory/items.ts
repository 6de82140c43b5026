import { type JsonObject, objectsOf } from '../json/values.ts';
import { cellText, textTable } from '../terminal/text-table.ts';

const columns = [
  { title: 'id' },
  { title: 'status' },
  { title: 'title' },
  { title: 'domain' },
  { title: 'category' },
  { title: 'audience' },
  { title: 'score', align: 'right' },
  { title: 'by' },
] as const;

/** Items as lines of a table. */
export const itemLines = (items: unknown, width: number): Iterable<string> =>
  textTable(columns, objectsOf(items).map(rowOf), width);

/** Items with what they say. */
export const itemTexts = (items: unknown): readonly string[] =>
  objectsOf(items).flatMap((item) => [
    `${cellText(item['id'])}  ${cellText(item['title'])} (${cellText(item['status'])})`,
    ...String(item['content'] ?? '')
      .split('\n')
      .map((line) => `  ${cellText(line)}`),
  ]);

const rowOf = (item: JsonObject): readonly unknown[] =>
  ['id', 'status', 'title', 'domain', 'category', 'audience', 'score', 'source_user'].map(
    (field) => item[field],
  );
