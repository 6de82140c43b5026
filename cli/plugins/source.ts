import type { Flag } from '../command.ts';
import { badUsage } from '../errors.ts';
import type { Input } from '../input.ts';
import type { JsonObject } from '../json/values.ts';

/** Options that say where a plugin comes from, and how it is to be installed. */
export const sourceFlags: readonly Flag[] = [
  { name: 'folder', value: 'path', summary: 'From a folder of the machine of the server.' },
  {
    name: 'archive',
    value: 'file',
    summary: 'From a .tgz or .zip: an https address or a file of the server.',
  },
  { name: 'integrity', value: 'hash', summary: 'Of the archive: sha256-… in hex or base64.' },
  { name: 'git', value: 'url', summary: 'From a git repository.' },
  { name: 'marketplace', value: 'url', summary: 'From the marketplace in this git repository.' },
  { name: 'commit', value: 'sha', summary: 'Commit of the repository (default: where --ref is now).' },
  { name: 'ref', value: 'name', summary: 'Branch or tag of the repository.' },
  { name: 'path', value: 'folder', summary: 'Folder of the plugin in the repository or archive.' },
  { name: 'token-secret', value: 'name', summary: 'Secret of the server that may read the repository.' },
  { name: 'channel', value: 'name', choices: ['stable', 'beta'], summary: 'beta: prereleases, too.' },
  { name: 'pin', summary: 'Stay at this version.' },
  {
    name: 'grant',
    value: 'capability',
    repeatable: true,
    summary: 'Grant only this of what it asks for; may be repeated.',
  },
];

const places = ['folder', 'archive', 'git', 'marketplace'] as const;

/** What a plan is asked for, as it was typed: `publisher/slug`, `publisher/slug@version`, or a source alone. */
export const installBody = (input: Input): JsonObject => {
  const [wanted] = input.args;
  const [id, version] = wanted === undefined ? [] : namedIn(wanted);
  const source = sourceIn(input, id);
  if (id === undefined && source === undefined)
    throw badUsage({
      reason: 'Which plugin, or where it comes from, is missing.',
      hint: 'Example: agnes admin plugin install --folder /srv/calendar',
    });
  const install = {
    ...(id !== undefined && { id }),
    ...(version !== undefined && { version }),
    ...textsIn(input, ['channel']),
    ...(source && { source }),
    ...(input.on('pin') && { pin: true }),
  };
  return { install: [install], ...grantsIn(input, id) };
};

/** Capabilities are granted to a plugin by its id. */
const grantsIn = (input: Input, id: string | undefined): JsonObject => {
  const grants = input.texts('grant');
  if (grants.length === 0) return {};
  if (id === undefined)
    throw badUsage({ reason: '--grant needs the id of the plugin.', hint: 'Give publisher/slug as well.' });
  return { grants: { [id]: grants } };
};

/** `publisher/slug@version`, taken apart. */
export const namedIn = (text: string): readonly [id: string, version?: string] => {
  const at = text.indexOf('@');
  return at < 1 ? [text] : [text.slice(0, at), text.slice(at + 1)];
};

const sourceIn = (input: Input, id: string | undefined): JsonObject | undefined => {
  const [place, other] = places.filter((name) => input.text(name) !== undefined);
  if (place === undefined) return undefined;
  if (other !== undefined)
    throw badUsage({ reason: `--${place} and --${other} exclude each other.`, hint: 'Name one source.' });
  const given = input.text(place) ?? '';
  if (place === 'folder') return { type: 'folder', path: given };
  if (place === 'archive') return archiveIn(input, given);
  if (place === 'marketplace')
    return { type: 'marketplace', url: given, plugin: id, ...textsIn(input, repository) };
  return { type: 'git', url: given, ...textsIn(input, [...repository, 'path']) };
};

const repository = ['commit', 'ref', 'token-secret'];

const archiveIn = (input: Input, given: string): JsonObject => {
  const integrity = input.text('integrity');
  if (integrity === undefined)
    throw badUsage({
      reason: '--integrity is missing: an archive is installed by its hash.',
      hint: 'Example: --integrity sha256-… (openssl dgst -sha256 calendar.tgz)',
    });
  const where = /^https?:/.test(given) ? { url: given } : { file: given };
  return { type: 'archive', ...where, integrity, ...textsIn(input, ['path']) };
};

/** Options that were given, by the names they have on the wire. */
const textsIn = (input: Input, names: readonly string[]): JsonObject =>
  Object.fromEntries(
    names.flatMap((name) => {
      const value = input.text(name);
      return value === undefined ? [] : [[name.replace('-', '_'), value]];
    }),
  );
