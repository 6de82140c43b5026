import { badUsage } from '../errors.ts';
import { isObject, readJson } from '../json/values.ts';
import type { World } from '../world.ts';
import { orFile } from './table-fields.ts';

/** Settings of a connector, as `--config` gives them. */
export const settingsOf = async (given: string, world: World): Promise<unknown> => {
  const config = readJson(await orFile(given, world));
  if (isObject(config)) return config;
  throw badUsage({
    reason: 'The settings in --config are not a JSON object.',
    hint: `Example: --config '{"location":"/srv/data"}', or --config @settings.json`,
  });
};

/** Path below which the server keeps what belongs to a source. */
export const sourcePath = (slug: string): string => `/api/admin/sources/${encodeURIComponent(slug)}`;
