/** What `config.schema` of the manifest lets through. */
export interface Settings {
  readonly folder?: string;
  readonly url?: string;
  readonly tables?: readonly string[];
}
