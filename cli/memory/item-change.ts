import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { badFile, badUsage } from '../errors.ts';
import { codeOf } from '../files/durable-file.ts';
import type { Input } from '../input.ts';
import type { World } from '../world.ts';
import { clearable } from './flags.ts';

type Change = Readonly<Record<string, unknown>>;

/** What is to be changed of items, as it was typed. */
export const itemChange = async (input: Input, world: Pick<World, 'cwd'>): Promise<Change> => {
  const content = await contentIn(input, world);
  const given = Object.fromEntries(
    ['title', 'category', 'domain', 'audience'].flatMap((field) => {
      const value = input.text(field);
      return value === undefined ? [] : [[field, value]];
    }),
  );
  const lists = { tags: 'tag', tags_add: 'add-tag', tags_remove: 'remove-tag' };
  const tags = Object.entries(lists).flatMap(([field, option]) => {
    const values = input.texts(option);
    return values.length === 0 ? [] : [[field, values]];
  });
  const cleared = input.texts('clear').map((field) => [checkedField(field), null]);
  const change = {
    ...given,
    ...(content !== undefined && { content }),
    ...Object.fromEntries([...tags, ...cleared]),
  };
  if (Object.keys(change).length > 0) return change;
  const hint = 'Example: agnes admin memory edit km_0123456789ab --domain finance';
  throw badUsage({ reason: 'Nothing is to be changed.', hint });
};

/** What an item says: given as it is, or in a file. */
export const contentIn = async (input: Input, { cwd }: Pick<World, 'cwd'>): Promise<string | undefined> => {
  const file = input.text('content-file');
  if (file === undefined) return input.text('content');
  const path = resolve(cwd, file);
  try {
    return await readFile(path, 'utf8');
  } catch (cause) {
    const hint = 'Give a file that holds text.';
    throw badFile({ path, reason: codeOf(cause) ?? String(cause), hint }, { cause });
  }
};

const checkedField = (field: string): string => {
  if (clearable.includes(field)) return field;
  throw badUsage({
    reason: `"${field}" cannot be emptied.`,
    hint: `Fields that can be: ${clearable.join(', ')}.`,
  });
};
