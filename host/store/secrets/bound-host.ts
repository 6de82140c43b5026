/** True for what a secret can be bound to: a host name or an address without port, or `*.suffix`. */
export const isHostPattern = (text: string): boolean =>
  /^(\*\.)?[a-z0-9]([a-z0-9._-]{0,251}[a-z0-9])?$/.test(text) || /^[0-9a-f:]{2,39}$/.test(text);

/** True when one of the patterns stands for the host. Both are lower case, without brackets. */
export const isBoundTo = (patterns: readonly string[], host: string): boolean =>
  patterns.some((pattern) => (pattern.startsWith('*.') ? host.endsWith(pattern.slice(1)) : pattern === host));
