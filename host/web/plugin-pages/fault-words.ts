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
  ConfigError: 'What is set does not do',
  AuthError: 'It could not sign in',
  PermissionError: 'It reached for what it may not',
  NotFound: 'What it looked for is not there',
  RateLimited: 'It was asked to slow down',
  UpstreamError: 'The source did not answer as it should',
  Timeout: 'It took longer than it may',
  SchemaDrift: 'What the source has looks otherwise than before',
  BudgetExceeded: 'It took more than it may',
  ExtensionUnavailable: 'An extension of the database is not there',
  PluginBug: 'A fault in its code',
};

/** Whose fault failures are. */
export const faultOf = (source: string): string =>
  source === '' ? 'Not known whose fault' : `Fault of ${sources[source] ?? source}`;

/** What kind of failure it is. */
export const classOf = (name: string): string => classes[name] ?? name;
