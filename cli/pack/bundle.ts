import { fileURLToPath } from 'node:url';
import { rolldown } from 'rolldown';

const entry = fileURLToPath(new URL('../agnes.js', import.meta.url));

/** Oldest Node.js that runs what is packed. The sources themselves need a newer one, which strips types. */
export const oldestNode = 22;

/** Comes as a package of its own: native code. */
export const external = '@duckdb/node-api';

/** Writes the program as plain JavaScript into a folder, and answers the paths of the modules in it. */
export const bundle = async (folder: string): Promise<readonly string[]> => {
  await using build = await rolldown({
    input: { agnes: entry },
    platform: 'node',
    external: [external],
    transform: { target: `node${oldestNode}`, define: { 'globalThis.agnesNeedsNode': String(oldestNode) } },
    logLevel: 'warn',
  });
  const { output } = await build.write({
    dir: folder,
    format: 'esm',
    chunkFileNames: 'lib/[name]-[hash].js',
  });
  return output.flatMap((file) => (file.type === 'chunk' ? file.moduleIds : []));
};
