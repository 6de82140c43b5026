import type { Run } from '../../../command.ts';
import { isObject, objectOf } from '../../../json/values.ts';
import { textTable } from '../../../terminal/text-table.ts';

/** What is set, key by key, as it is written: variables are not replaced, secrets are masked. */
export const run: Run = async (input, session) => {
  const [wanted] = input.args;
  const http = await session.http();
  const { sections } = await http.object({ path: '/api/admin/server-config' });
  const rows = flattened(sections, '').filter(
    ([key]) => wanted === undefined || key === wanted || key.startsWith(`${wanted}.`),
  );
  const columns = ['key', 'value'].map((title) => ({ title }));
  return { data: { settings: Object.fromEntries(rows) }, text: textTable(columns, rows, session.out.width) };
};

const flattened = (value: unknown, prefix: string): readonly (readonly [string, unknown])[] =>
  Object.entries(objectOf(value)).flatMap(([name, inner]) =>
    isObject(inner) ? flattened(inner, `${prefix}${name}.`) : [[`${prefix}${name}`, inner] as const],
  );
