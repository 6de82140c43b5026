import { createHash } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import { dirname, join, sep } from 'node:path';
import { manifestName } from '../../kernel/manifest-file.ts';
import { treeHash } from '../../kernel/tree.ts';
import type { Answer, AuthorRequest } from './answer.ts';
import { archiveOf } from './archive.ts';
import { pluginNotPackable } from './errors.ts';
import { runChecks } from './kit.ts';
import { type OpenPlugin, openPlugin } from './open-plugin.ts';
import { contentsOf, packageChecks } from './package-checks.ts';
import { manifestWithSettings } from './settings-schema.ts';

/** Writes the settings into the manifest, and the archive beside the folder. */
export const packPlugin = async ({ folder, out }: AuthorRequest): Promise<Answer> => {
  const written = await manifestWithSettings(await openPlugin(folder));
  if (written) await writeFile(join(folder, manifestName), `${JSON.stringify(written, undefined, 2)}\n`);
  const plugin = await openPlugin(folder);
  const file = out ?? join(dirname(folder), `${nameOf(plugin)}.tgz`);
  await assertPackable(plugin, file);
  const archive = await archiveOf(await contentsOf(plugin));
  await writeFile(file, archive).catch((cause) => {
    throw pluginNotPackable({ faults: [`${file} cannot be written (${cause.code})`] }, { cause });
  });
  const { id, version } = plugin.manifest;
  const integrity = `sha256-${createHash('sha256').update(archive).digest('base64')}`;
  const tree = `sha256-${await treeHash(plugin.tree)}`;
  return {
    data: {
      id,
      version,
      file,
      bytes: archive.length,
      integrity,
      tree_hash: tree,
      wrote_manifest: written !== undefined,
    },
    text: [
      ...(written ? [`The schema of settings.ts is now in ${manifestName}.`] : []),
      `${file} (${archive.length} bytes)`,
      `integrity  ${integrity}`,
      `tree       ${tree}`,
      `Next, where the host has this file: agnes admin plugin install --archive ${file} --integrity ${integrity}`,
    ],
  };
};

const nameOf = ({ manifest: { id, version } }: OpenPlugin): string => `${id.split('/').at(-1)}-${version}`;

const assertPackable = async (plugin: OpenPlugin, file: string): Promise<void> => {
  if (file.startsWith(plugin.folder + sep)) {
    throw pluginNotPackable({ faults: ['the archive would lie in the folder that it holds'] });
  }
  const results = await runChecks(packageChecks(plugin), []);
  const faults = results.flatMap(({ faults = [] }) => faults);
  if (faults.length > 0) throw pluginNotPackable({ faults });
};
