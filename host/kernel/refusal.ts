import type { Manifest } from '@agnes/sdk';
import type { PlatformError } from '@agnes/sdk/errors';
import { borrowedFaults } from './borrowed-settings.ts';
import { inProcessKinds, opensDuckdb } from './contributions.ts';
import {
  hostIncompatible,
  manifestInvalid,
  metadataReserved,
  needsHostProcess,
  needsTrust,
  pluginDisabled,
} from './errors.ts';
import type { Seen, Where } from './found.ts';
import { surfaceMissing } from './generation-errors.ts';
import { covers } from './host-range.ts';
import { surfaceFault } from './host-surface.ts';
import { resourceKeyFaults } from './resource-keys.ts';

/** Seconds a run of a plugin from outside may take where its manifest asks for no other limit. */
const localTimeoutSec = 600;

/** The manifest with the limits that a plugin from outside has by default. */
export const limited = (manifest: Manifest, origin: Seen['origin']): Manifest =>
  origin === 'bundled'
    ? manifest
    : { ...manifest, limits: { timeoutSec: localTimeoutSec, ...manifest.limits } };

/** Why nothing of a plugin is loaded; nothing when it may be. */
export const refusalOf = (
  { origin, path, lock }: Pick<Seen, 'origin' | 'path' | 'lock'>,
  manifest: Manifest,
  { hostVersion, isEnabled, isTrusted = () => false }: Omit<Where, 'store'>,
): PlatformError | undefined => {
  const { id: plugin, engines } = manifest;
  if (!isEnabled(plugin)) return pluginDisabled({ plugin });
  if (!covers(engines.host, hostVersion)) {
    return hostIncompatible({ plugin, range: engines.host, host: hostVersion });
  }
  const fault = surfaceFault(manifest);
  if (fault !== undefined) return surfaceMissing({ plugin, fault });
  const faults = [...resourceKeyFaults(manifest, origin), ...borrowedFaults(manifest, origin)];
  if (faults.length > 0) return manifestInvalid({ folder: path, faults });
  if (origin === 'bundled') return undeclaredProcess(manifest, path);
  const grants = lock?.grants ?? [];
  return powerRefused(manifest, {
    ofHost: grants.includes('process:host'),
    ofDuckdb: grants.includes('duckdb') || isTrusted(plugin),
  });
};

/** Why a host would refuse this manifest among its local plugins; nothing when it would load it. */
export const refusalAsLocal = (manifest: Manifest, hostVersion: string): PlatformError | undefined =>
  refusalOf({ origin: 'local', path: `plugins/local/${manifest.id}` }, manifest, {
    hostVersion,
    isEnabled: () => true,
  });

const undeclaredProcess = (manifest: Manifest, folder: string): PlatformError | undefined => {
  const what = inProcessKinds(manifest);
  if (what.length === 0 || manifest.capabilities?.process) return undefined;
  const message = `is missing: ${what.join(', ')} run inside the host process`;
  return manifestInvalid({ folder, faults: [{ pointer: '/capabilities/process', message }] });
};

/** Powers over the host that an administrator has to give by name. */
const powerRefused = (
  manifest: Manifest,
  { ofHost, ofDuckdb }: { readonly ofHost: boolean; readonly ofDuckdb: boolean },
): PlatformError | undefined => {
  const { id: plugin, capabilities } = manifest;
  if (capabilities?.metadata) return metadataReserved({ plugin });
  if (opensDuckdb(manifest) && !ofDuckdb) return needsTrust({ plugin });
  const what = inProcessKinds(manifest);
  return what.length > 0 && !ofHost ? needsHostProcess({ plugin, what }) : undefined;
};
