import type { Manifest } from '@agnes/sdk';
import { contributionsOf } from './contributions.ts';
import type { ManifestFault } from './errors.ts';

/** What the host itself asks access for: whoever lists these would be believed by every page. */
const hostKeys = ['table', 'marketplace_plugin', 'memory_domain'];

/** Keys of resource types that this plugin may not use: the host's, unless it ships with it, and those of others. */
export const resourceKeyFaults = (manifest: Manifest, origin: 'bundled' | 'local'): ManifestFault[] =>
  contributionsOf(manifest).resourceTypes.flatMap(({ key }, index) => {
    const isHosts = origin === 'bundled' && hostKeys.includes(key);
    if (isHosts || isOwn(key, manifest.id)) return [];
    const message = `"${key}" is not a key of this plugin: use "${manifest.id}:<name>"`;
    return [{ pointer: `/contributes/resourceTypes/${index}/key`, message }];
  });

const isOwn = (key: string, id: string): boolean =>
  key.startsWith(`${id}:`) && /^[a-z][a-z0-9_-]{0,62}$/.test(key.slice(id.length + 1));
