import type { Manifest } from '@agnes/sdk';
import type { ManifestFault } from './errors.ts';

/** Settings that a plugin from outside would take from where no administrator has put them for it. */
export const borrowedFaults = (
  { config, contributes }: Manifest,
  origin: 'bundled' | 'local',
): ManifestFault[] => {
  if (origin === 'bundled') return [];
  const connectors = (contributes.connectors ?? []).map(
    (connector, index) => [`/contributes/connectors/${index}/config/env`, connector.config.env] as const,
  );
  return [['/config/section', config?.section] as const, ['/config/env', config?.env] as const, ...connectors]
    .filter(([, borrowed]) => borrowed !== undefined)
    .map(([pointer]) => ({ pointer, message: 'is for plugins that ship with the host' }));
};
