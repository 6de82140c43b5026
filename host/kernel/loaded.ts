import type {
  ConnectorContribution,
  JobContribution,
  Manifest,
  ResourceType,
  Service,
  SignInMethod,
  WebhookContribution,
} from '@agnes/sdk';
import type { PluginLedger } from './ledger.ts';
import type { PluginSettings } from './plugin-settings.ts';

/** A connector that may be run. Its code is never imported here: it runs in a child process. */
export interface LoadedConnector {
  /** Id of the contribution, which is the type of its sources. */
  readonly type: string;
  readonly title: string;
  /** `publisher/slug`. */
  readonly plugin: string;
  readonly version: string;
  /** Absolute; no links in it. */
  readonly folder: string;
  /** Absolute, inside `folder`. */
  readonly entry: string;
  readonly manifest: Manifest;
  /** True: it did not ship with the host. */
  readonly isLocal: boolean;
  readonly contribution: ConnectorContribution;
  /** Told of its runs. Absent: nobody is. */
  readonly ledger?: PluginLedger;
}

/** A sign-in method, in this process. */
export interface LoadedSignIn {
  readonly plugin: string;
  readonly version: string;
  readonly method: SignInMethod;
}

/** A resource type, in this process. Its `listBlocks` answers the hook `listResourceBlocks`. */
export interface LoadedResourceType {
  readonly plugin: string;
  readonly version: string;
  readonly type: ResourceType;
}

/** A service, in this process. Whoever runs it says how it is doing. */
export interface LoadedService {
  readonly plugin: string;
  readonly version: string;
  readonly id: string;
  readonly title: string;
  readonly service: Service;
}

/** Work that a plugin wants done now and then. Its code is never imported here: it runs in a child process. */
export interface LoadedJob {
  /** Kind of the job. */
  readonly id: string;
  /** `publisher/slug`. */
  readonly plugin: string;
  readonly version: string;
  /** Absolute; no links in it. */
  readonly folder: string;
  /** Absolute, inside `folder`. */
  readonly entry: string;
  readonly manifest: Manifest;
  readonly contribution: JobContribution;
  /** Those of the plugin; a job of a connector has the settings of its sources instead. */
  readonly settings: PluginSettings;
  /** Told of its runs. Absent: nobody is. */
  readonly ledger?: PluginLedger;
}

/** Where events come in. Nothing of the plugin runs for it. */
export interface DeclaredWebhook {
  readonly plugin: string;
  readonly manifest: Manifest;
  readonly contribution: WebhookContribution;
  /** False while the plugin does not run. */
  readonly isActive: boolean;
}
