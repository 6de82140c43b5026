/** One identity provider, defaults filled in. */
export interface Instance {
  readonly name: string;
  readonly title?: string;
  readonly issuer: string;
  readonly client_id: string;
  readonly client_secret_env: string;
  readonly scopes: readonly string[];
  readonly groups_claim?: string;
  readonly allowed_domain?: string;
  readonly require_email_verified: boolean;
  readonly endpoint_hosts: readonly string[];
}

/** The settings of this plugin. */
export interface Settings {
  readonly instances: readonly Instance[];
}
