import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import type { Run } from '../command.ts';
import { codeOf } from '../durable-file.ts';
import { badFile, badUsage } from '../errors.ts';
import { isObject, readJson } from '../json-values.ts';
import { cellText } from '../text-table.ts';
import type { World } from '../world.ts';

/** Adds a connection. Its settings are checked by the server, against the connector's own schema. */
export const run: Run = async (input, session) => {
  const [slug = ''] = input.args;
  const type = input.text('type');
  if (type === undefined) {
    throw badUsage({
      reason: '--type is missing.',
      hint: 'Example: agnes admin source add sales --type files',
    });
  }
  const title = input.text('title') ?? slug;
  const config = await configOf(input.text('config') ?? '{}', session.world);
  const http = await session.http();
  const data = await http.object({
    method: 'POST',
    path: '/api/admin/sources',
    body: { slug, type, title, config },
  });
  return {
    data,
    text: [
      `${cellText(data['slug'] ?? slug)} is added. Try it with: agnes admin source test ${cellText(slug)}`,
    ],
  };
};

const configOf = async (given: string, { cwd }: World): Promise<unknown> => {
  const text = given.startsWith('@') ? await textOf(resolve(cwd, given.slice(1))) : given;
  const config = readJson(text);
  if (isObject(config)) return config;
  throw badUsage({
    reason: 'The settings in --config are not a JSON object.',
    hint: `Example: --config '{"location":"/srv/data"}', or --config @settings.json`,
  });
};

const textOf = async (path: string): Promise<string> => {
  try {
    return await readFile(path, 'utf8');
  } catch (cause) {
    const hint = 'Give a file that holds JSON.';
    throw badFile({ path, reason: codeOf(cause) ?? String(cause), hint }, { cause });
  }
};
