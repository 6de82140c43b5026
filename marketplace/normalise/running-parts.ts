import { hash } from 'node:crypto';
import { isRecord } from '../manifests/plugin-fields.ts';
import type { Declaration } from './declarations.ts';

/** A hook, with a digest of its whole declaration: what is shown is cut, and tells neither environment nor headers. */
export interface Hook {
  readonly event: string;
  readonly command: string;
  readonly sha256: string;
}

/** A server, with what it runs or where it is. */
export interface Server {
  readonly name: string;
  readonly runs: string;
  readonly sha256: string;
}

/** Something else that runs, with where it stands. */
export interface OtherCommand {
  readonly where: string;
  readonly command: string;
  readonly sha256: string;
}

/** Told of one declaration or text: whoever writes more than a person would read does not fill the memory of the host. */
const mostOfOne = 200;

/** The first of many, and one that stands for the others: what is other among them is other in it. */
export const firstOf = <T>(
  all: readonly T[],
  most: number,
  others: (told: { readonly command: string; readonly sha256: string }) => T,
): readonly T[] => {
  if (all.length <= most) return all;
  const rest = all.slice(most);
  const told = { command: `and ${rest.length} more`, sha256: digestOf(rest) };
  return [...all.slice(0, most), others(told)];
};

/** Events and commands of hooks, out of files and manifests alike. */
export const hooksIn = (sources: readonly Declaration[]): readonly Hook[] =>
  sources.flatMap((source) => {
    if (source.value === undefined) return [{ event: source.where, ...unreadable(source) }];
    const all = entriesOf('hooks', source).flatMap(([event, groups]) => {
      const sha256 = digestOf(groups);
      return commandsIn(groups, 0).map((command) => ({ event, command, sha256 }));
    });
    return firstOf(all, mostOfOne, (told) => ({ event: source.where, ...told }));
  });

/** Servers with what they run or where they are. */
export const serversIn = (field: string, sources: readonly Declaration[]): readonly Server[] =>
  sources.flatMap((source) => {
    if (source.value === undefined) {
      const { command: runs, sha256 } = unreadable(source);
      return [{ name: source.where, runs, sha256 }];
    }
    const all = entriesOf(field, source)
      .filter(([, server]) => isRecord(server))
      .map(([name, server]) => ({ name, runs: runsOf(server), sha256: digestOf(server) }));
    return firstOf(all, mostOfOne, ({ command: runs, sha256 }) => ({ name: source.where, runs, sha256 }));
  });

/** Commands of declarations that are neither hooks nor servers. */
export const monitorsIn = (sources: readonly Declaration[]): readonly OtherCommand[] =>
  sources.flatMap((source) => {
    const { where, value } = source;
    if (value === undefined) return [{ where, ...unreadable(source) }];
    const sha256 = digestOf(value);
    const all = commandsIn(value, 0).map((command) => ({ where, command, sha256 }));
    return firstOf(all, mostOfOne, (told) => ({ where, ...told }));
  });

/** What settings set beside the agent that is used: some keys name commands. */
export const settingsIn = (sources: readonly Declaration[]): readonly OtherCommand[] =>
  sources.flatMap((source) => {
    const { where, value } = source;
    if (value === undefined) return [{ where, ...unreadable(source) }];
    const all = entriesOf('settings', source)
      .filter(([key]) => key !== 'agent' && key !== '$schema')
      .map(([key, set]) => ({ where, command: shownCommand(`sets ${key}`), sha256: digestOf(set) }));
    return firstOf(all, mostOfOne, (told) => ({ where, ...told }));
  });

/** Commands that a text of a plugin has run when it is loaded, and hooks and servers among its first lines. */
export const commandsInText = (where: string, text: string): readonly OtherCommand[] => {
  const found = text.matchAll(/!`([^`\n]+)`|^[ \t]*```!([\s\S]*?)```/gm);
  const commands = [...found.take(mostOfOne)].map(([, line, block]) => ({
    where,
    command: shownCommand((line ?? block ?? '').trim()),
    sha256: hash('sha256', line ?? block ?? ''),
  }));
  const hasMore = found.next().done === false;
  return [
    ...commands,
    ...(hasMore ? [{ where, command: 'and more', sha256: hash('sha256', text) }] : []),
    ...declaredAtTop(text).map((head) => ({
      where,
      command: 'hooks or servers in its front matter',
      sha256: hash('sha256', head),
    })),
  ];
};

const declaredAtTop = (text: string): readonly string[] => {
  const head = /^\uFEFF?---[ \t]*\r?\n([\s\S]*?)\r?\n---/.exec(text)?.[1] ?? '';
  return /^[\s"'{]*(hooks|mcpServers)["']?\s*:/m.test(head) ? [head] : [];
};

/** What stands below a field of a file, and beside it: a client may read either. */
const entriesOf = (field: string, { where, value }: Declaration): readonly (readonly [string, unknown])[] => {
  if (!isRecord(value)) return [[where, value]];
  const { [field]: inner, ...beside } = value;
  return isRecord(inner) ? [...Object.entries(inner), ...Object.entries(beside)] : Object.entries(value);
};

const deepest = 8;

/** What every part of a value runs, however its groups are nested. */
const commandsIn = (value: unknown, depth: number): readonly string[] => {
  if (depth > deepest) return ['something that is nested too deep to be shown'];
  if (Array.isArray(value)) return value.flatMap((one) => commandsIn(one, depth + 1));
  if (!isRecord(value)) return [];
  const own = [value['command'], value['prompt'], value['url'], value['tool'], value['type']];
  const shown = own.find((one) => typeof one === 'string');
  if (typeof shown === 'string') return [shownCommand(shown)];
  return Object.values(value).flatMap((one) => commandsIn(one, depth + 1));
};

const unreadable = ({ where, sha256 }: Declaration) => {
  const why = sha256 === undefined ? 'is named and is not there' : 'cannot be read';
  return { command: `${where} ${why}`, sha256: sha256 ?? '' };
};

const digestOf = (declared: unknown): string => hash('sha256', JSON.stringify(declared));

const runsOf = (server: unknown): string => {
  if (!isRecord(server)) return '';
  const args = [server['args'] ?? []].flat().filter((value) => typeof value === 'string');
  const command = server['command'];
  if (typeof command === 'string') return shownCommand([command, ...args].join(' '));
  return typeof server['url'] === 'string' ? shownCommand(server['url']) : '';
};

const shownCommand = (text: string): string => text.replaceAll(/\p{Cc}+/gu, ' ').slice(0, 500);
