import type { LoadedConnector } from './loaded.ts';
import type { PluginState } from './plugin-state.ts';

/** Plugins that are set up and not yet used. Exactly one of the two ends it. */
export interface StagedPlugins {
  /** How each would be doing. */
  readonly states: readonly PluginState[];
  /** The connector there would be of a type of source. */
  connector(type: string, source: string): LoadedConnector | undefined;
  /** Puts them in the place of those that run, in one step; what is over is ended afterwards. */
  commit(): Promise<void>;
  /** Ends what was set up for this. */
  discard(): Promise<void>;
}
