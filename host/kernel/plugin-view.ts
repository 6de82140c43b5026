import type { Manifest } from '@agnes/sdk';
import { confinementOf } from './confinement.ts';
import { contributedBy } from './contributions.ts';
import type { DeclaredWebhook, LoadedConnector } from './loaded.ts';
import type { Plugged } from './plug.ts';
import type { PluginState } from './plugin-state.ts';
import type { Refused } from './refused.ts';

/** Where events come in by what a manifest says. */
export const declaredWebhooks = (manifest: Manifest, isActive: boolean): readonly DeclaredWebhook[] =>
  (manifest.contributes.webhooks ?? []).map((contribution) => ({
    plugin: manifest.id,
    manifest,
    contribution,
    isActive,
  }));

/** A plugin as administrators see it. */
export const stateOf = ({ found, activated, refused }: Plugged): PluginState => {
  const { id, origin, path, manifest, lock } = found;
  return {
    id,
    displayName: manifest?.displayName ?? id,
    ...(manifest && { version: manifest.version }),
    origin,
    path,
    contributes: contributedBy(manifest),
    ...(lock && { lock }),
    ...(manifest && { confinement: confinementOf(manifest) }),
    ...(refused ?? activated.health.standing()),
  };
};

/** The connectors that are for every source. */
export const connectorsOf = (plugged: readonly Plugged[]): readonly LoadedConnector[] =>
  plugged.flatMap(({ found, activated }) => (found.lock?.sources ? [] : (activated?.connectors ?? [])));

/** Those that are not loaded, or fail: what runs on as it was may have failed before, and that is no less so now. */
export const notAtWork = (plugged: readonly Plugged[]): readonly Refused[] =>
  plugged.flatMap(({ found: { id }, refused, activated }) => {
    const standing = refused ?? activated?.health.standing();
    return standing && standing.state !== 'active' ? [{ id, standing }] : [];
  });

/**
 * The connector of a type of source; a version that is for this source alone goes before the one for all, and also when
 * it does not run: nobody asked for another one to read it.
 */
export const connectorOf = (
  plugged: readonly Plugged[],
  type: string,
  source: string | undefined,
): LoadedConnector | undefined => {
  const own = plugged.filter(({ found }) => source !== undefined && found.lock?.sources?.includes(source));
  const ids = own.map(({ found }) => found.id);
  const others = connectorsOf(plugged).filter(({ plugin }) => !ids.includes(plugin));
  return [...own.flatMap(({ activated }) => activated?.connectors ?? []), ...others].find(
    (connector) => connector.type === type,
  );
};
