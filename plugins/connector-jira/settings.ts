import { ConfigError } from '@agnes/sdk/errors';

/** How the value of a custom field is told as a column. */
export type Shape = 'text' | 'option' | 'users' | 'names' | 'request' | 'rating' | 'sla' | 'number' | 'json';

/** Where the value of a column of ours is: the id of the field, or with the shape it has on this site. */
export type FieldSetting = string | { readonly id: string; readonly shape?: Shape };

/** A column that only this site has. */
export interface ExtraField {
  readonly name: string;
  readonly id: string;
  readonly shape?: Shape;
  readonly type?: string;
}

/** The settings of a source, as the schema in the manifest lets them through. */
export interface Settings {
  readonly domain: string;
  readonly email: string;
  readonly api_token?: string;
  readonly webhook_secret?: string;
  readonly cloud_id?: string;
  readonly sla_email?: string;
  readonly sla_api_token?: string;
  readonly sla_url?: string;
  readonly projects?: readonly string[] | string;
  readonly raw_dir?: string;
  readonly table_prefix?: string;
  readonly fields?: Readonly<Record<string, FieldSetting>>;
  readonly extra_fields?: readonly ExtraField[];
  readonly attachments?: {
    readonly enabled?: boolean;
    readonly max_bytes?: number;
    readonly timeout_seconds?: number;
  };
  readonly events_retention_days?: number;
}

/** Address of the site without a slash at its end: `https://acme.atlassian.net`. */
export const siteUrl = ({ domain }: Pick<Settings, 'domain'>): string => {
  const url = URL.parse(/^https?:\/\//.test(domain) ? domain : `https://${domain}`);
  if (!url) throw ConfigError({ reason: `The domain "${domain}" is no name of a site.` });
  return url.origin;
};

/** Address of the service-management account's API; nothing when no such account is set. */
export const slaUrl = ({
  cloud_id: cloud,
  sla_email: email,
  sla_api_token: token,
  sla_url: origin = 'https://api.atlassian.com',
}: Settings): string | undefined =>
  cloud && email && token ? `${origin.replace(/\/+$/, '')}/ex/jira/${encodeURIComponent(cloud)}` : undefined;

/** Keys of the projects that are compared and backfilled; none: all. */
export const projectsOf = ({ projects = [] }: Pick<Settings, 'projects'>): readonly string[] =>
  typeof projects === 'string' ? projects.split(/\s*,\s*/) : projects;

const mebibyte = 1024 * 1024;

/** What is fetched of attachments, defaults filled in. */
export const attachmentRules = ({ attachments = {} }: Pick<Settings, 'attachments'>) => ({
  enabled: attachments.enabled ?? true,
  maxBytes: Math.min(attachments.max_bytes ?? 50 * mebibyte, 50 * mebibyte),
  timeoutMs: (attachments.timeout_seconds ?? 60) * 1000,
});
