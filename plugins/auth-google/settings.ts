/** Where Google is. */
interface Endpoints {
  readonly issuer: string;
  readonly authorize: string;
  readonly token: string;
  readonly jwks: string;
  readonly cloud_identity: string;
  readonly directory: string;
  readonly iam_credentials: string;
  readonly oauth_token: string;
  readonly metadata: string;
}

/** Which service knows the groups of a person. */
export type GroupSource = 'cloud_identity_transitive' | 'cloud_identity_direct' | 'directory' | 'off';

/** How groups are read. */
interface GroupSettings {
  readonly source: GroupSource;
  /** Kinds of groups beside the usual one. */
  readonly labels: readonly string[];
  readonly subject?: string;
  readonly service_account?: string;
  /** Comma-separated; empty is nobody's groups, absent is the real ones. */
  readonly mock?: string;
}

/** The settings of this plugin, defaults filled in. */
export interface Settings {
  readonly client_id?: string;
  readonly client_secret_env: string;
  readonly hosted_domain?: string;
  readonly groups: GroupSettings;
  readonly endpoints: Endpoints;
}
