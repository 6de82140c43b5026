const sources: Readonly<Record<string, string>> = {
  plugin: 'the plugin',
  upstream: 'the source that it asks',
  downstream: 'the source that it asks',
  host: 'this host',
  platform: 'this host',
  user: 'what was asked of it',
  config: 'its settings',
};

const classes: Readonly<Record<string, string>> = {
  ConfigError: 'what is set does not do',
  AuthError: 'it could not sign in',
  PermissionError: 'it reached for what it may not',
  NotFound: 'what it looked for is not there',
  RateLimited: 'it was asked to slow down',
  UpstreamError: 'the source did not answer as it should',
  Timeout: 'it took longer than it may',
  SchemaDrift: 'what the source has looks otherwise than before',
  BudgetExceeded: 'it took more than it may',
  ExtensionUnavailable: 'an extension of the database is not there',
  PluginBug: 'a fault in its code',
};

/** Whose fault failures are, as their heading says. */
export const faultOf = (source: string): string =>
  source === '' ? 'Not known whose fault' : `Fault of ${sources[source] ?? source}`;

/** Whose fault a failure is, as far as the host knows. */
export const blameOf = ({
  status_source: source,
  class: kind,
}: {
  readonly status_source?: string;
  readonly class?: string;
}): string =>
  [
    source !== undefined && `Fault of ${sources[source] ?? source}`,
    kind !== undefined && (classes[kind] ?? kind.replaceAll('_', ' ')),
  ]
    .filter(Boolean)
    .join(': ');
