import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { badFile, badUsage } from '../errors.ts';
import type { Input } from '../input.ts';
import { readPiped } from '../terminal/prompt.ts';
import type { World } from '../world.ts';

const paths: Readonly<Record<string, string>> = {
  workspace: '/api/admin/workspace-prompt-template',
  welcome: '/api/admin/welcome-template',
};

/** Where the server keeps the template that the call names. */
export const templatePath = ({ args: [name = ''] }: Input): string => {
  const path = Object.hasOwn(paths, name) ? paths[name] : undefined;
  if (path !== undefined) return path;
  const hint = 'workspace is CLAUDE.md of workspaces, welcome what /setup tells coding agents.';
  throw badUsage({ reason: `There is no prompt "${name}", only workspace and welcome.`, hint });
};

/** The template of a file, or of what is piped in; `undefined` when there is neither. */
export const givenTemplate = async ({ args: [, file] }: Input, world: World): Promise<string | undefined> => {
  if (file === undefined || file === '-') {
    const text = world.stdin.isTTY ? '' : await readPiped(world);
    return text === '' ? undefined : text;
  }
  const path = resolve(world.cwd, file);
  return readFile(path, 'utf8').catch((cause: unknown) => {
    throw badFile({ path, reason: 'it cannot be read', hint: 'Give the path of a text file.' }, { cause });
  });
};
