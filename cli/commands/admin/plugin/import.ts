import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { resolve } from 'node:path';
import type { Run } from '../../../command.ts';
import { badFile } from '../../../errors.ts';
import { codeOf } from '../../../files/durable-file.ts';
import { type JsonObject, objectsOf } from '../../../json/values.ts';
import { newPowersIn, planLines } from '../../../plugins/plan-lines.ts';
import { cellText } from '../../../terminal/text-table.ts';

/** Sends a file of plugins and shows the plan that the server makes of it; nothing is installed by that. */
export const run: Run = async ({ args: [name = ''] }, session) => {
  const path = resolve(session.world.cwd, name);
  const bytes = await sizeOf(path);
  const http = await session.http();
  const upload = { source: createReadStream(path), bytes };
  const data = await http.object({ method: 'POST', path: '/api/admin/plugins/import', upload, seconds: 300 });
  return { data, text: linesOf(data) };
};

const sizeOf = async (path: string): Promise<number> => {
  try {
    return (await stat(path)).size;
  } catch (cause) {
    const hint = 'Name the file that agnes admin plugin export has written.';
    throw badFile({ path, reason: codeOf(cause) ?? String(cause), hint }, { cause });
  }
};

const linesOf = (plan: JsonObject): readonly string[] => {
  if (objectsOf(plan['problems']).length > 0) return planLines(plan);
  const approve = newPowersIn(plan).map((name) => ` --approve ${cellText(name)}`);
  const [id, hash] = [cellText(plan['plan_id']), cellText(plan['plan_hash'])];
  const apply = `agnes admin plugin apply ${id} --hash ${hash}${approve.join('')}`;
  return [...planLines(plan), `Plan ${id}, hash ${hash}: apply it with ${apply}`];
};
