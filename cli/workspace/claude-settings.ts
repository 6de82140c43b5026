import { mkdir, readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { ignoreMissing, writeDurably } from '../files/durable-file.ts';
import { isObject, type JsonObject, objectOf, objectsOf, readJson, textOf } from '../json/values.ts';
import { settingsUnreadable } from './errors.ts';
import { type HookCommands, hookLog } from './hook-commands.ts';
import type { Step } from './step.ts';

const allowed = ['Read', 'Bash', 'Grep', 'Glob'];

/** Where Claude Code keeps the settings of a folder. */
export const settingsPath = (workspace: string): string => join(workspace, '.claude', 'settings.json');

/** Adds what is ours to the settings of a coding agent; what is there stays. Without hooks those are left alone. */
export const writeSettings = async (
  workspace: string,
  hooks: HookCommands | undefined,
  pid: number,
): Promise<Step> => {
  const path = settingsPath(workspace);
  const now = await readSettings(path);
  const merged = merge(now ?? {}, hooks ?? {});
  if (now && JSON.stringify(now) === JSON.stringify(merged)) {
    return { step: 'settings', state: 'unchanged', detail: path };
  }
  await mkdir(dirname(path), { recursive: true });
  await writeDurably(path, `${JSON.stringify(merged, undefined, 2)}\n`, { mode: 0o644, pid });
  return { step: 'settings', state: 'changed', detail: path };
};

/** The settings that are there. A form that we could only overwrite is thrown. */
export const readSettings = async (path: string): Promise<JsonObject | undefined> => {
  const text = await readFile(path, 'utf8').catch(ignoreMissing);
  if (text === undefined) return undefined;
  const value = readJson(text);
  if (!isObject(value)) throw settingsUnreadable({ path, reason: 'it is no JSON object' });
  const settings = objectOf(value);
  const odd = [
    ...['permissions', 'hooks'].filter((name) => name in settings && !isObject(settings[name])),
    ...notLists(objectOf(settings['permissions']), ['allow']),
    ...notLists(objectOf(settings['hooks']), ['SessionStart', 'SessionEnd']),
  ];
  if (odd.length > 0) throw settingsUnreadable({ path, reason: `"${odd[0]}" has another form than ours` });
  return settings;
};

/** Commands of ours in settings, by event. */
export const ownHooks = (settings: JsonObject): Readonly<Record<string, readonly string[]>> =>
  Object.fromEntries(
    Object.entries(objectOf(settings['hooks'])).map(([event, groups]) => [
      event,
      objectsOf(groups).flatMap(commandsOf).filter(isOurs),
    ]),
  );

const notLists = (object: JsonObject, names: readonly string[]): readonly string[] =>
  names.filter((name) => name in object && !Array.isArray(object[name]));

const merge = (now: JsonObject, hooks: Partial<HookCommands>): JsonObject => {
  const permissions = objectOf(now['permissions']);
  const allow: readonly unknown[] = Array.isArray(permissions['allow']) ? permissions['allow'] : [];
  const hooksNow = objectOf(now['hooks']);
  const wanted = Object.entries(hooks).map(([event, command]) => [event, withHook(hooksNow[event], command)]);
  return {
    model: 'sonnet',
    ...now,
    permissions: { ...permissions, allow: [...allow, ...allowed.filter((tool) => !allow.includes(tool))] },
    ...((wanted.length > 0 || 'hooks' in now) && { hooks: { ...hooksNow, ...Object.fromEntries(wanted) } }),
  };
};

const withHook = (value: unknown, command: string): readonly JsonObject[] => {
  const groups = objectsOf(value);
  const own = groups.flatMap(commandsOf).filter(isOurs);
  if (own.length === 1 && own[0] === command) return groups;
  return [...groups.flatMap(withoutOurs), { hooks: [{ type: 'command', command }] }];
};

/** A group of hooks that holds nothing but ours goes as a whole. */
const withoutOurs = (group: JsonObject): readonly JsonObject[] => {
  const hooks = objectsOf(group['hooks']);
  const others = hooks.filter(({ command }) => !isOurs(String(command)));
  if (others.length === hooks.length) return [group];
  return others.length === 0 ? [] : [{ ...group, hooks: others }];
};

const commandsOf = (group: JsonObject): readonly string[] =>
  objectsOf(group['hooks']).flatMap(({ command }) => textOf(command) ?? []);

const isOurs = (command: string): boolean => command.includes(hookLog);
