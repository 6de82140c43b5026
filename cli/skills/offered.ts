import { badUsage } from '../errors.ts';
import type { HttpClient } from '../http/client.ts';
import { type JsonObject, objectsOf } from '../json/values.ts';
import { noSuchPlugin, pluginSwitchedOff } from './errors.ts';

/** A plugin that its reader is granted. */
export interface Offered {
  /** As it is granted: `slug/plugin`. */
  readonly id: string;
  /** What clients call it. */
  readonly name: string;
  /** Its folder in what is served. */
  readonly folder: string;
  readonly version: string;
  readonly isOn: boolean;
  readonly told: JsonObject;
}

/** What the server grants its reader, with what they have switched off. */
export const offeredPlugins = async (http: HttpClient): Promise<readonly Offered[]> =>
  objectsOf((await http.object({ path: '/marketplace/info' }))['plugins']).map((told) => ({
    id: `${told['marketplace_slug']}/${told['original_name']}`,
    name: String(told['name']),
    folder: String(told['prefixed_name']),
    version: String(told['version']),
    isOn: told['enabled'] === true,
    told,
  }));

/** The plugin of this id or name, on or off. */
export const grantedAs = (offered: readonly Offered[], wanted: string): Offered => {
  const found = offered.find(({ id }) => id === wanted) ?? offered.find(({ name }) => name === wanted);
  if (!found) throw noSuchPlugin({ plugin: wanted });
  return found;
};

/** The plugin of this id or name, which is on. */
export const offeredAs = (offered: readonly Offered[], wanted: string): Offered => {
  const found = grantedAs(offered, wanted);
  if (!found.isOn) throw pluginSwitchedOff({ plugin: found.id });
  return found;
};

/** All that is on, or those that were named. */
export const pickedPlugins = (
  offered: readonly Offered[],
  { names, isAll }: { readonly names: readonly string[]; readonly isAll: boolean },
): readonly Offered[] => {
  if (isAll === names.length > 0) {
    const hint = 'Example: agnes skills install --all, or agnes skills install acme/review';
    throw badUsage({ reason: 'Name plugins, or give --all.', hint });
  }
  return isAll ? offered.filter(({ isOn }) => isOn) : names.map((name) => offeredAs(offered, name));
};
