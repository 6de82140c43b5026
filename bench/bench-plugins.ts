import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { generationsIn } from '../host/app/boot-generation.ts';
import type { LockEntry } from '../host/kernel/generation-lock.ts';
import { askedFor } from '../host/kernel/grants.ts';
import { readManifest } from '../host/kernel/manifest-file.ts';
import { storeTree } from '../host/kernel/plugin-store.ts';
import { readTree } from '../host/kernel/tree.ts';
import { GenerationFiles } from '../host/plugin-manager/generation-files.ts';
import { entryOf, shippedLock } from '../host/plugin-manager/lock-entries.ts';

/** A plugin of the bench: a connector, a hook and files beside them. */
export interface BenchPlugin {
  readonly slug: string;
  readonly version: string;
}

/** Puts plugins into the store of a data folder; answers how a generation names them. */
export const storePlugins = async (
  dataDir: string,
  plugins: readonly BenchPlugin[],
): Promise<readonly LockEntry[]> => {
  const entries: LockEntry[] = [];
  for (const plugin of plugins) entries.push(await storePlugin(dataDir, plugin));
  return entries;
};

/** Writes generations, each made of the one before; the last one is current. */
export const writeGenerations = async (
  dataDir: string,
  generations: readonly (readonly LockEntry[])[],
): Promise<void> => {
  const files = new GenerationFiles(generationsIn(dataDir));
  for (const [index, plugins] of generations.entries()) {
    const first = shippedLock({ generation: index + 1, hostVersion: '0.1.0', at: 0 });
    const lock = { ...first, parent: index === 0 ? null : index, plugins: [...plugins] };
    await files.write(lock);
    await files.point(lock, {});
  }
};

const storePlugin = async (dataDir: string, plugin: BenchPlugin): Promise<LockEntry> => {
  const folder = join(dataDir, 'packages', plugin.slug, plugin.version);
  for (const [path, content] of Object.entries(filesOf(plugin))) {
    await mkdir(dirname(join(folder, path)), { recursive: true });
    await writeFile(join(folder, path), content);
  }
  const tree = await readTree(folder, 'refuse');
  const manifest = await readManifest(tree);
  const address = await storeTree(tree, join(dataDir, 'plugins', 'store'));
  return entryOf({
    manifest,
    tree,
    treeHash: address.slice(address.lastIndexOf('sha256-')),
    source: { type: 'folder', path: folder },
    grants: askedFor(manifest).map(({ name }) => name),
  });
};

const filesOf = ({ slug, version }: BenchPlugin): Readonly<Record<string, string>> => ({
  'agnes.plugin.json': JSON.stringify(manifestOf(slug, version)),
  'connector.ts': `// ${version}`,
  'index.ts': `import { definePlugin } from '@agnes/sdk';
export default definePlugin({ setup: async (host) => { host.tap('beforeQuery', async () => undefined); } });
`,
  ...Object.fromEntries(
    Array.from({ length: 20 }, (_, file) => [`lib/part-${file}.ts`, `// ${slug} ${file}\n`.repeat(500)]),
  ),
});

const manifestOf = (slug: string, version: string) => ({
  manifestVersion: 1,
  id: `bench/${slug}`,
  displayName: slug,
  description: 'A plugin of the bench.',
  version,
  engines: { host: '>=0.1.0' },
  contributes: {
    connectors: [
      {
        id: slug,
        title: slug,
        mode: 'batch',
        runtime: 'stream',
        entry: 'connector.ts',
        config: { version: 1, schema: settings },
      },
    ],
    hooks: [{ entry: 'index.ts', taps: ['beforeQuery'] }],
  },
  capabilities: { process: { host: true, why: 'It is measured.' } },
});

const settings = {
  type: 'object',
  properties: { region: { type: 'string' }, rows: { type: 'integer', default: 10 } },
  additionalProperties: false,
};
