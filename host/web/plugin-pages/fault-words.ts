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
  out_of_memory: 'it took more memory than it may',
  memory: 'it took more memory than it may',
  timeout: 'it took longer than it may',
  killed: 'it was ended by the host',
  denied: 'it reached for what it was not granted',
  protocol: 'it answered in a way that cannot be read',
  crash: 'it ended by itself',
};

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
