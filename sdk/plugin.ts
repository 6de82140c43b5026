import type { CatalogTable } from './catalog.ts';
import type { Http } from './connector.ts';
import type { HookName, Hooks } from './hooks.ts';
import type { Llm } from './llm.ts';

/** What a plugin's `setup` gets. Nothing of the host is reachable beside it. */
export interface PluginHost<Settings = Readonly<Record<string, unknown>>> {
  /** `publisher/slug`, from the manifest. */
  readonly id: string;
  /** Checked against the manifest's `config.schema`, defaults filled in, frozen. */
  readonly settings: Settings;
  /** Listens to a moment. The hook must be declared in the manifest. */
  readonly tap: <Name extends HookName>(hook: Name, listener: Hooks[Name]['tap']) => void;
  /** Runs on release, last first. Call it right after acquiring something. */
  readonly defer: (release: () => void | Promise<void>) => void;
  readonly log: (message: string) => void;
  /** Reaches the hosts declared in the manifest, and no other. */
  readonly http: Http;
  /** Every table with its numbers, whoever was granted it. For manifests that declare `capabilities.catalog`. */
  readonly catalog: () => Promise<readonly CatalogTable[]>;
  /** The language model that is configured. For manifests that declare `capabilities.llm`. */
  readonly llm: Llm;
}

/** A plugin that taps hooks. */
export interface Plugin<Settings = Readonly<Record<string, unknown>>> {
  readonly setup: (host: PluginHost<Settings>) => void | Promise<void>;
}

/** Declares a plugin; the default export of the entry named by `contributes.hooks`. */
export const definePlugin = <Settings = Readonly<Record<string, unknown>>>(
  plugin: Plugin<Settings>,
): Plugin<Settings> => plugin;
