import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { archiveOf } from './archive.ts';
import type { KitCheck } from './kit.ts';
import type { OpenPlugin } from './open-plugin.ts';

const check = (title: string, run: KitCheck['run']): KitCheck => ({ level: 'L0', title, run });

/** L0: what lies in the folder. That the manifest is valid and nothing is a link is known when a plugin was opened. */
export const packageChecks = (plugin: OpenPlugin): readonly KitCheck[] => [
  check('nothing runs when it is installed', async () => installScripts(plugin)),
  check('it says under which licence it may be used', async () => {
    const { manifest, tree } = plugin;
    const isSaid = manifest.license !== undefined || [...tree.files.keys()].some(isLicence);
    return isSaid ? [] : ['neither "license" in the manifest nor a file LICENSE'];
  }),
  check('nothing private lies in it', async () =>
    [...plugin.tree.files.keys()].filter(isPrivate).map((path) => `"${path}" would be shipped`),
  ),
  check('README.md says what it is', async () =>
    (await textOf(plugin, 'README.md')) ? [] : ['README.md is missing or empty'],
  ),
  check('CHANGELOG.md has an entry for this version', async () => changelogFaults(plugin)),
  { ...check('two archives of it are the same bytes', () => archiveFaults(plugin)), isForAuthors: true },
];

const archiveFaults = async (plugin: OpenPlugin): Promise<readonly string[]> => {
  const first = await archiveOf(await contentsOf(plugin));
  const second = await archiveOf(await contentsOf(plugin));
  return first.equals(second) ? [] : ['two archives differ'];
};

const isLicence = (path: string): boolean => /^licen[cs]e(\.md|\.txt)?$/i.test(path);

/** What tools keep passwords, keys and tokens in. */
const isPrivate = (path: string): boolean =>
  /(?:^|\/)(?:\.env(?!\.example$)(?:\..*)?|\.npmrc|\.netrc|\.pgpass|id_(?:rsa|ecdsa|ed25519)|.*\.(?:key|p12|pfx))$/i.test(
    path,
  ) || /(?:^|\/)\.(?:aws|git|gnupg|ssh)\//.test(path);

/** Everything that is shipped, by path. */
export const contentsOf = async ({ folder, tree }: OpenPlugin): Promise<ReadonlyMap<string, Buffer>> =>
  new Map(
    await Promise.all(
      [...tree.files.keys()].map(async (path) => [path, await readFile(join(folder, path))] as const),
    ),
  );

const textOf = async ({ folder, tree }: OpenPlugin, path: string): Promise<string> =>
  tree.files.has(path) ? (await readFile(join(folder, path), 'utf8')).trim() : '';

const lifecycle = ['preinstall', 'install', 'postinstall', 'prepare', 'prepublish'];

const installScripts = async (plugin: OpenPlugin): Promise<readonly string[]> => {
  const text = await textOf(plugin, 'package.json');
  if (text === '') return [];
  const { scripts } = Object(JSON.parse(text));
  return lifecycle
    .filter((name) => Object.hasOwn(Object(scripts), name))
    .map((name) => `package.json has a script "${name}", which no host runs`);
};

const changelogFaults = async (plugin: OpenPlugin): Promise<readonly string[]> => {
  const { version } = plugin.manifest;
  const headings = (await textOf(plugin, 'CHANGELOG.md')).split('\n').filter((line) => line.startsWith('#'));
  const isThere = headings.some((line) =>
    line.split(/[\s[\]()]+/).some((word) => word.replace(/^v/, '') === version),
  );
  return isThere ? [] : [`CHANGELOG.md has no heading "## ${version}"`];
};
