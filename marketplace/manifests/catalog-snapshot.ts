import type { Finding } from '../findings.ts';
import type { PluginVersion } from '../normalise/plugin-version.ts';
import type { HostPluginVersion } from './host-plugins.ts';

/** All that a marketplace has at one commit. Plain data without a time: equal commits give equal snapshots. */
export interface CatalogSnapshot {
  readonly format: 1;
  readonly name: string;
  readonly owner: string;
  readonly description: string;
  readonly commit: string;
  readonly plugins: readonly PluginVersion[];
  readonly hostPlugins: readonly HostPluginVersion[];
  readonly renames: Readonly<Record<string, string | null>>;
  readonly findings: readonly Finding[];
  /** Plugins that had to be read; those known before were not. */
  readonly read: number;
}
