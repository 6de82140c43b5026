import type { Run } from '../command.ts';
import { hintLines, schemaLines, schemaOf } from '../sync/table-schema.ts';

/** The columns of a table. */
export const run: Run = async (input, session) => {
  const schema = await schemaOf(await session.http(), input.args[0] ?? '');
  return { data: schema, text: [...schemaLines(schema, session.out.width), ...hintLines(schema)] };
};
