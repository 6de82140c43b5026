import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { ExecutionContext } from 'ava';
import { tempFolder } from './temp-folder.ts';

/** Empty folders for plugins, as a host has them. */
export interface PluginFolders {
  readonly bundled: string;
  readonly local: string;
  readonly store: string;
}

/** Makes them, for the time of one test. */
export const pluginFolders = async (t: ExecutionContext): Promise<PluginFolders> => {
  const folder = await tempFolder(t);
  const [bundled, plugins] = [join(folder, 'plugins'), join(folder, 'data', 'plugins')];
  const local = join(plugins, 'local');
  await mkdir(bundled, { recursive: true });
  await mkdir(local, { recursive: true });
  return { bundled, local, store: join(plugins, 'store') };
};

/** Writes a plugin: values become JSON, text stays as it is. Answers its folder. */
export const writePlugin = async (
  parent: string,
  name: string,
  files: Readonly<Record<string, unknown>>,
): Promise<string> => {
  const folder = join(parent, name);
  for (const [path, content] of Object.entries(files)) {
    await mkdir(dirname(join(folder, path)), { recursive: true });
    await writeFile(join(folder, path), typeof content === 'string' ? content : JSON.stringify(content));
  }
  return folder;
};

const named = (id: string) => ({
  manifestVersion: 1,
  id,
  displayName: id,
  description: 'A plugin of a test.',
  version: '1.2.3',
  engines: { host: '>=0.1.0' },
});

/** A manifest of a plugin that brings one connector, `connector.ts`. */
export const connectorManifest = (id: string, type: string) => ({
  ...named(id),
  contributes: {
    connectors: [
      {
        id: type,
        title: type,
        mode: 'batch',
        runtime: 'stream',
        entry: 'connector.ts',
        config: { version: 1, schema: { type: 'object', properties: {}, additionalProperties: false } },
      },
    ],
  },
});

/** A manifest of a plugin that taps hooks in `index.ts`. */
export const hooksManifest = (id: string, taps: readonly string[]) => ({
  ...named(id),
  contributes: { hooks: [{ entry: 'index.ts', taps }] },
  capabilities: { process: { host: true, why: 'It is tested.' } },
});

/** The entry of a plugin whose `setup` has this body; `host` is what it gets. */
export const setupEntry = (body: string): string =>
  `import { definePlugin, Veto } from '@agnes/sdk';
export default definePlugin({ setup: async (host) => { ${body} } });
export { Veto };
`;
