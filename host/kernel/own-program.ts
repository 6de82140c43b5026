import { getCompileCacheDir } from 'node:module';

/**
 * The environment in which the host starts programs of its own: half of what their start takes is parsing the same
 * files again, so what they compiled is kept. Beside the host's own cache, which nothing that opens data of others may
 * write into. Plugins get none.
 */
export const ownProgramEnv = (): Readonly<Record<string, string>> => {
  const hosts = getCompileCacheDir();
  return hosts === undefined ? {} : { NODE_COMPILE_CACHE: `${hosts}-workers` };
};
