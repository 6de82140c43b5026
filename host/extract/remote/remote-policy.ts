import { type HostRule, hostRules } from '../../kernel/broker-rules.ts';
import type { LoadedConnector } from '../../kernel/loaded.ts';
import type { Registry } from '../../registry/registry.ts';
import type { Source } from '../../registry/source.ts';
import type { Approval, AttachPolicy } from './attach-policy.ts';

/** The lists that an operator may set. */
export interface AttachLists {
  readonly extensions: readonly string[];
  readonly tokens: readonly string[];
  readonly hosts: readonly string[];
}

const defaultExtensions = ['keboola', 'bigquery', 'postgres', 'httpfs', 'excel'];
const defaultTokens = [
  'KBC_TOKEN',
  'KBC_STORAGE_TOKEN',
  'KEBOOLA_STORAGE_TOKEN',
  'GOOGLE_APPLICATION_CREDENTIALS',
];

type Environment = Readonly<Record<string, string | undefined>>;

/** The lists as the environment has them: a variable that is set replaces its default, an empty one allows nothing. */
export const attachLists = (env: Environment): AttachLists => ({
  extensions: listed(env['AGNES_REMOTE_ATTACH_EXTENSIONS']) ?? defaultExtensions,
  tokens: listed(env['AGNES_REMOTE_ATTACH_TOKEN_ENVS']) ?? defaultTokens,
  hosts: listed(env['AGNES_REMOTE_ATTACH_HOSTS']) ?? [],
});

const listed = (csv: string | undefined): readonly string[] | undefined =>
  csv
    ?.split(',')
    .map((item) => item.trim())
    .filter((item) => item !== '');

interface PolicyDeps {
  readonly lists: AttachLists;
  readonly registry: Pick<Registry, 'sources'>;
  readonly connectors: {
    connector(type: string, source?: string): Pick<LoadedConnector, 'manifest'> | undefined;
  };
}

/** What extracts may attach: the operator's lists, and what the connectors of the sources declare. */
export class RemotePolicy {
  readonly #deps: PolicyDeps;

  constructor(deps: PolicyDeps) {
    this.#deps = deps;
  }

  /** The lists alone, as they are from the start on. */
  get lists(): AttachLists {
    return this.#deps.lists;
  }

  /** As it is now: a source that is added brings its approvals along. */
  async effective(): Promise<AttachPolicy> {
    const sources = (await this.#deps.registry.sources()).filter(({ enabled }) => enabled);
    return { ...this.#deps.lists, approvals: sources.flatMap((source) => this.#approvalsOf(source)) };
  }

  #approvalsOf({ type, slug, config, secretRefs }: Source): readonly Approval[] {
    const network = this.#deps.connectors.connector(type, slug)?.manifest.capabilities?.network;
    return hostRules(network, config).flatMap((rule) => approvalOf(rule, secretRefs));
  }
}

const approvalOf = ({ host, secret }: HostRule, secretRefs: Source['secretRefs']): readonly Approval[] => {
  const token = secret && secretRefs[secret.name];
  return token === undefined ? [] : [{ token, hosts: [host] }];
};
