/** Where something that is said of a table comes from. */
type Origin = 'manual' | 'openmetadata' | 'connector' | 'profile';

/** The section `openmetadata`, as the manifest's schema lets it through. */
export interface Settings {
  readonly url?: string;
  readonly token?: string;
  readonly cache_ttl_seconds: number;
  readonly data_product?: string;
  readonly filter_tag?: string;
  readonly service_map: Readonly<Record<string, string>>;
  readonly project_map: Readonly<Record<string, string>>;
  readonly fqn_template: string;
  readonly enrich_schedule: string;
  readonly export_schedule: string;
  readonly precedence: readonly Origin[];
}

/** Why nothing is looked up; nothing where it is set up. */
export const whyDisabled = ({ url, token }: Pick<Settings, 'url' | 'token'>): string | undefined => {
  if (url && token) return undefined;
  return `OpenMetadata is not set up: openmetadata.${url ? 'token' : 'url'} is not set.`;
};
