import type { ConnectorContribution, Manifest, ResourceType, Service, SignInMethod } from '@agnes/sdk';

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
  readonly contribution: ConnectorContribution;
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
