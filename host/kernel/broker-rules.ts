import { type Manifest, Secret } from '@agnes/sdk';
import { canonicalHost } from '@agnes/sdk/extract';
import { hostNotDeclared } from './broker-errors.ts';
import { grantName } from './grants.ts';

type Network = NonNullable<NonNullable<Manifest['capabilities']>['network']>[number];

/** A header that the host adds; `name` is the name of the secret. */
interface SecretHeader {
  readonly name: string;
  /** As a grant of it is named. */
  readonly capability?: string;
  readonly header: string;
  /** `{secret}` stands for the value, `{basic:setting}` for the setting, a colon and the value in base64. */
  readonly template: string;
  /** What the settings in the template are. */
  readonly users?: Readonly<Record<string, string>>;
}

/** One host that may be reached. */
export interface HostRule {
  /** A name, an address or `*.suffix`. */
  readonly host: string;
  /** Empty: the default port of the scheme. */
  readonly port: string;
  readonly secret?: SecretHeader;
  /** As a grant of it is named. */
  readonly capability?: string;
  /** True: the metadata service of the cloud, which is only read, and never by way of a redirect. */
  readonly isMetadata?: boolean;
}

/** What a manifest's `capabilities.network` means for these settings: names as they are, settings resolved. */
export const hostRules = (
  network: readonly Network[] = [],
  config: Readonly<Record<string, unknown>>,
): readonly HostRule[] => network.flatMap((entry) => rulesOf(entry, config));

type Metadata = NonNullable<NonNullable<Manifest['capabilities']>['metadata']>;

/** The same for `capabilities.metadata`, which only plugins that ship with the host have. */
export const metadataRules = (
  metadata: Metadata | undefined,
  config: Readonly<Record<string, unknown>>,
): readonly HostRule[] => {
  const urls = metadata ? urlsOf(settingAt(config, metadata.config.split('.'))) : [];
  return urls.map((target) => ({ ...target, isMetadata: true, capability: 'metadata' }));
};

/** The rule that lets this address through; throws when there is none. */
export const ruleFor = (rules: readonly HostRule[], url: URL): HostRule => {
  const host = canonicalHost(url.hostname);
  const all = rules.filter((candidate) => candidate.port === url.port && matches(candidate.host, host));
  // A secret may have two names in the settings; only one of the rules for the host then has it.
  const rule = all.find(({ secret }) => secret) ?? all[0];
  if (!rule) throw hostNotDeclared({ host: url.host });
  return rule;
};

const rulesOf = (entry: Network, config: Readonly<Record<string, unknown>>): readonly HostRule[] => {
  const secret = secretOf(entry, config);
  const named = entry.host === undefined ? [] : [{ host: entry.host, port: '' }];
  const resolved = entry.config === undefined ? [] : urlsOf(settingAt(config, entry.config.split('.')));
  const capability = grantName('network', entry);
  return [...named, ...resolved].map((target) => ({ ...target, capability, ...(secret && { secret }) }));
};

const urlsOf = (setting: unknown): readonly Pick<HostRule, 'host' | 'port'>[] =>
  [setting].flat().flatMap((value) => {
    const text = String(value);
    const url = URL.parse(hostName.test(text) ? `https://${text}` : text);
    return url && /^https?:$/.test(url.protocol)
      ? [{ host: canonicalHost(url.hostname), port: url.port }]
      : [];
  });

/** A setting may hold an address, or only the name of a host. */
const hostName = /^[a-z0-9-]+(\.[a-z0-9-]+)+$/i;

/** The values at a path; `[]` goes into every item of a list. */
export const settingAt = (value: unknown, [part, ...rest]: readonly string[]): unknown => {
  if (part === undefined) return value;
  if (typeof value !== 'object' || value === null) return [];
  const isEach = part.endsWith('[]');
  // Objects of settings are plain JSON.
  const inner = (value as Readonly<Record<string, unknown>>)[isEach ? part.slice(0, -2) : part];
  if (!isEach) return settingAt(inner, rest);
  return [inner].flat().flatMap((item) => settingAt(item, rest));
};

const secretOf = (
  { secret }: Network,
  config: Readonly<Record<string, unknown>>,
): SecretHeader | undefined => {
  const name = secret && settingAt(config, secret.config.split('.'));
  if (!secret || typeof name !== 'string' || name === '') return undefined;
  const { header, template = '{secret}' } = secret;
  const settings = [...template.matchAll(placeholder)].flatMap(([, setting]) => setting ?? []);
  const users = settings.map((setting) => [setting, String(config[setting] ?? '')] as const);
  return {
    name,
    capability: grantName('secrets', secret),
    header: header.toLowerCase(),
    template,
    ...(users.length > 0 && { users: Object.fromEntries(users) }),
  };
};

const placeholder = /\{secret\}|\{basic:([A-Za-z][A-Za-z0-9_]*)\}/g;

/** The value of a header that holds a secret, and everything in it that is as good as the secret. */
export const secretValue = (
  { template, users = {} }: SecretHeader,
  secret: Secret,
): { readonly value: string; readonly secrets: readonly Secret[] } => {
  const secrets = [secret];
  const value = template.replaceAll(placeholder, (_, setting?: string) => {
    if (setting === undefined) return secret.reveal();
    const login = new Secret(`${users[setting] ?? ''}:${secret.reveal()}`);
    secrets.push(login);
    return Buffer.from(login.reveal()).toString('base64');
  });
  return { value, secrets };
};

const matches = (pattern: string, host: string): boolean =>
  pattern.startsWith('*.') ? host.endsWith(pattern.slice(1)) : host === pattern;
