import { mkdir, readdir, readFile, stat, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Answer, AuthorRequest } from './answer.ts';
import {
  folderNotMade,
  folderTaken,
  pluginIdInvalid,
  pluginKindUnknown,
  pluginModeUnknown,
} from './errors.ts';

const templates = fileURLToPath(new URL('../../../templates/plugin/', import.meta.url));

interface Sample {
  readonly slug: string;
  readonly name: string;
}

/** What the template of each kind is called, which the plugin's own name replaces. */
const samples: Readonly<Record<string, Sample>> = {
  connector: { slug: 'calendar', name: 'Calendar' },
  auth: { slug: 'sample-auth', name: 'Sample auth' },
  'resource-type': { slug: 'sample-resource', name: 'Sample resource' },
  skill: { slug: 'sample-skill', name: 'Sample skill' },
  service: { slug: 'sample-service', name: 'Sample service' },
  hook: { slug: 'sample-hook', name: 'Sample hook' },
};

/** What the template of a connector is called that is told of events, in place of asking. */
const pushed: Sample = { slug: 'parcels', name: 'Parcels' };

/** Copies a template under a name of the author's. Nothing that lies there already is touched. */
export const newPlugin = async ({ folder, kind = '', id = '', mode }: AuthorRequest): Promise<Answer> => {
  const { template, ...sample } = templateOf(kind, mode);
  const [, slug] = /^[a-z0-9][a-z0-9-]{1,38}\/([a-z][a-z0-9-]{1,62})$/.exec(id) ?? [];
  if (slug === undefined) throw pluginIdInvalid({ id });
  await assertFree(folder);
  const files = await filesOf(join(templates, template));
  const names: Readonly<Record<string, string>> = {
    [`acme/${sample.slug}`]: id,
    [sample.slug]: slug,
    [sample.name]: titleOf(slug),
  };
  // In one go: a new name may hold the old one.
  const old = new RegExp(`\\b(?:${Object.keys(names).join('|')})\\b`, 'g');
  const named = (text: string): string => text.replace(old, (name) => names[name] ?? name);
  for (const path of files) {
    const target = join(folder, named(path));
    await mkdir(dirname(target), { recursive: true });
    await writeFile(target, named(await readFile(join(templates, template, path), 'utf8')), { flag: 'wx' });
  }
  const made = files.map(named);
  return {
    data: { id, kind, folder, files: made },
    text: [`${id} is in ${folder}: ${made.join(', ')}`, `Next: agnes plugin test ${folder}`],
  };
};

const templateOf = (kind: string, mode = 'batch'): Sample & { readonly template: string } => {
  const sample = Object.hasOwn(samples, kind) ? samples[kind] : undefined;
  if (!sample) throw pluginKindUnknown({ kind, kinds: Object.keys(samples) });
  if (mode === 'batch') return { ...sample, template: kind };
  if (kind !== 'connector' || mode !== 'push') throw pluginModeUnknown({ kind, mode });
  return { ...pushed, template: 'connector-push' };
};

const titleOf = (slug: string): string => {
  const words = slug.replaceAll('-', ' ');
  return words.slice(0, 1).toUpperCase() + words.slice(1);
};

const assertFree = async (folder: string): Promise<void> => {
  await makeFolder(folder).catch((cause) => {
    throw folderNotMade({ folder, reason: String(cause.code) }, { cause });
  });
  if ((await readdir(folder)).length > 0) throw folderTaken({ folder });
};

/**
 * Makes a folder and what it lies in. `recursive` would never answer where a folder that is there says of what is to be
 * made in it that it is not there, as /proc does.
 */
const makeFolder = async (folder: string): Promise<void> => {
  try {
    await mkdir(folder);
  } catch (cause) {
    const code = codeOf(cause);
    if (code === 'EEXIST' && (await stat(folder)).isDirectory()) return;
    if (code !== 'ENOENT' || dirname(folder) === folder) throw cause;
    await makeFolder(dirname(folder));
    await mkdir(folder);
  }
};

const codeOf = (cause: unknown): unknown =>
  cause instanceof Error && 'code' in cause ? cause.code : undefined;

const filesOf = async (folder: string): Promise<readonly string[]> =>
  (await readdir(folder, { recursive: true, withFileTypes: true }))
    .filter((entry) => entry.isFile())
    .map(({ parentPath, name }) => join(parentPath, name).slice(folder.length + 1))
    .sort();
