import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { resolve } from 'node:path';
import type { Run } from '../command.ts';
import { codeOf } from '../durable-file.ts';
import { badFile } from '../errors.ts';
import { type JsonObject, objectOf, objectsOf, textOf } from '../json-values.ts';

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
  const actions = objectsOf(plan['actions']);
  const problems = objectsOf(plan['problems']).map(({ message }) => `Problem: ${textOf(message)}`);
  const changes = actions.map(
    ({ id, from, to }) => `${textOf(id)}: ${textOf(from) ?? 'none'} → ${textOf(to) ?? 'none'}`,
  );
  const asked = actions.flatMap(({ id, capability_diff: powers }) =>
    objectsOf(objectOf(powers)['added']).map(
      ({ name, why }) => `${textOf(id)} asks for ${textOf(name)}: ${textOf(why)}`,
    ),
  );
  const apply = `Plan ${textOf(plan['plan_id'])}, hash ${textOf(plan['plan_hash'])}: apply it with POST /api/admin/plugins/apply.`;
  return [...changes, ...asked, ...problems, ...(problems.length > 0 ? [] : [apply])];
};
