import type { ConnectorContribution, Manifest } from '@agnes/sdk';

/** A named connection. Its slug is the name of its extract folder. */
export interface Source {
  readonly id: string;
  readonly slug: string;
  /** Id of the connector that reads it. */
  readonly type: string;
  /** `publisher/slug#type`. */
  readonly connector: string;
  readonly title: string;
  /** Checked by the connector's schema, defaults filled in. Holds names of secrets, never secrets. */
  readonly config: Readonly<Record<string, unknown>>;
  /** Name of a secret → environment variable that holds it. */
  readonly secretRefs: Readonly<Record<string, string>>;
  /** Tables that name no connection of this type belong to this one. */
  readonly isDefault: boolean;
  readonly enabled: boolean;
}

/** A source to be. */
export interface SourceDraft {
  readonly slug: string;
  readonly type: string;
  readonly title?: string;
  readonly config?: Readonly<Record<string, unknown>>;
  readonly secrets?: Readonly<Record<string, string>>;
  /** The first source of a type is its default anyway. */
  readonly isDefault?: boolean;
}

/** What is to become of a source; what is absent stays. */
export interface SourceChange {
  readonly title?: string;
  /** Laid upon the settings that are there; `null` takes a key away. */
  readonly config?: Readonly<Record<string, unknown>>;
  /** Name of a secret → environment variable; `null` takes it away. */
  readonly secrets?: Readonly<Record<string, string | null>>;
  readonly enabled?: boolean;
  readonly isDefault?: boolean;
}

/** What the registry knows of a connector that is enabled. */
export interface KnownConnector {
  readonly type: string;
  /** `publisher/slug`. */
  readonly plugin: string;
  readonly manifest: Pick<Manifest, 'capabilities'> & Partial<Pick<Manifest, 'contributes'>>;
  /** True: it did not ship with the host. */
  readonly isLocal?: boolean;
  readonly contribution: Pick<ConnectorContribution, 'config' | 'queryModes'>;
}
