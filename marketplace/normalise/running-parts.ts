import { hash } from 'node:crypto';
import { isRecord } from '../manifests/plugin-fields.ts';

/** Events and commands of hooks, out of files and manifests alike. */
export const hooksIn = (
  sources: readonly unknown[],
): readonly { readonly event: string; readonly command: string; readonly sha256: string }[] =>
  sources.filter(isRecord).flatMap((source) => {
    const events = isRecord(source['hooks']) ? source['hooks'] : source;
    return Object.entries(events).flatMap(([event, groups]) =>
      commandsIn(groups, 0).map((command) => ({ event, command, sha256: digestOf(groups) })),
    );
  });

/** Every `command` (or else `prompt`) in a value, however its groups are nested. */
const commandsIn = (value: unknown, depth: number): readonly string[] => {
  if (depth > 6) return [];
  if (Array.isArray(value)) return value.flatMap((one) => commandsIn(one, depth + 1));
  if (!isRecord(value)) return [];
  const own = value['command'] ?? value['prompt'];
  if (typeof own === 'string') return [shownCommand(own)];
  return Object.values(value).flatMap((one) => commandsIn(one, depth + 1));
};

/** Servers with what they run or where they are. */
export const serversIn = (
  field: string,
  sources: readonly unknown[],
): readonly { readonly name: string; readonly runs: string; readonly sha256: string }[] =>
  sources.filter(isRecord).flatMap((source) => {
    const servers = isRecord(source[field]) ? source[field] : source;
    return Object.entries(servers)
      .filter(([, server]) => isRecord(server))
      .map(([name, server]) => ({ name, runs: runsOf(server), sha256: digestOf(server) }));
  });

/** Of a whole declaration: what is shown of it is cut, and tells neither environment nor headers. */
const digestOf = (declared: unknown): string => hash('sha256', JSON.stringify(declared));

const runsOf = (server: unknown): string => {
  if (!isRecord(server)) return '';
  const args = [server['args'] ?? []].flat().filter((value) => typeof value === 'string');
  const command = server['command'];
  if (typeof command === 'string') return shownCommand([command, ...args].join(' '));
  return typeof server['url'] === 'string' ? shownCommand(server['url']) : '';
};

const shownCommand = (text: string): string => text.replaceAll(/\p{Cc}+/gu, ' ').slice(0, 500);
