import { canonicalHost } from '@agnes/sdk/extract';
import type { Intent } from '../http/intent.ts';
import type { OutboundTerms } from '../kernel/egress.ts';
import { type OutboundRules, outboundFault } from '../kernel/outbound-url.ts';
import type { Registry } from '../registry/registry.ts';
import type { SourceDraft } from '../registry/source.ts';
import type { StoredSecrets } from '../store/secrets/stored-secrets.ts';
import type { SystemStore } from '../store/system-store.ts';
import { connectionRefused, outboundRefused, wizardIncomplete } from './errors.ts';
import { checkKeboola } from './keboola-check.ts';
import type { Settings } from './settings.ts';

/** What the wizard needs. */
export interface WizardDeps {
  readonly store: SystemStore;
  readonly settings: Pick<Settings, 'change'>;
  readonly registry: Pick<Registry, 'connector' | 'ensureSource'>;
  readonly storedSecrets: Pick<StoredSecrets, 'put'>;
  readonly outbound: OutboundRules;
  /** `egress.private` of the instance. */
  readonly privateAllowed: readonly string[];
  /** What else `egress` says. */
  readonly terms?: OutboundTerms;
}

/** What was filled in. */
export interface FirstSettings {
  readonly data_source: string;
  readonly keboola_token?: string;
  readonly keboola_url?: string;
  readonly bigquery_project?: string;
  readonly bigquery_location?: string;
  readonly instance_name?: string;
  readonly allowed_domain?: string;
}

/** Who asked, and until when they wait. */
interface Asked {
  readonly intent: Intent;
  readonly signal: AbortSignal;
}

const tokenName = 'KEBOOLA_STORAGE_TOKEN';

/** The first settings of an instance. What has to be connected to is tried before anything is saved. */
export class Wizard {
  readonly #deps: WizardDeps;

  constructor(deps: WizardDeps) {
    this.#deps = deps;
  }

  /** Answers the slug of the source; `null` where there is none to be made. */
  async configure(first: FirstSettings, asked: Asked): Promise<string | null> {
    const source = await this.#sourceOf(first, asked);
    if (source) {
      const intent = { ...asked.intent, action: 'source.create', resource: `source:${source.slug}` };
      await this.#deps.registry.ensureSource(source, intent);
    }
    await this.#settle(first, asked.intent);
    return source?.slug ?? null;
  }

  async #sourceOf(first: FirstSettings, asked: Asked): Promise<SourceDraft | undefined> {
    if (first.data_source === 'local') return undefined;
    const config = first.data_source === 'keboola' ? await this.#keboola(first, asked) : bigQuery(first);
    const type = first.data_source;
    return this.#deps.registry.connector(type) && { slug: type, type, title: titles[type] ?? type, config };
  }

  async #keboola({ keboola_url = '', keboola_token = '' }: FirstSettings, { intent, signal }: Asked) {
    if (keboola_url === '') throw wizardIncomplete({ data_source: 'keboola', key: 'keboola_url' });
    if (keboola_token === '') throw wizardIncomplete({ data_source: 'keboola', key: 'keboola_token' });
    const reason = await outboundFault(keboola_url, this.#deps.outbound);
    if (reason !== undefined) throw outboundRefused({ key: 'keboola_url', reason });
    const url = new URL(keboola_url);
    if (url.href !== `${url.origin}/`) {
      throw connectionRefused({ data_source: 'keboola', reason: 'the address of a stack has no path' });
    }
    await checkKeboola({ url, token: keboola_token, signal }, this.#deps);
    const named = { action: 'secret.set', resource: `secret:${tokenName}`, params: { changed: true } };
    await this.#deps.storedSecrets.put(
      {
        name: tokenName,
        value: keboola_token,
        boundHosts: [canonicalHost(url.hostname)],
        owner: { type: 'config', id: 'configure.keboola_token' },
      },
      { ...intent, ...named },
    );
    return { stack_url: url.origin, token_env: tokenName };
  }

  /** The audit row of the whole: with the settings it changes, or by itself. */
  async #settle({ instance_name, allowed_domain }: FirstSettings, intent: Intent): Promise<void> {
    const sections = {
      ...(instance_name !== undefined && { instance: { name: instance_name } }),
      ...(allowed_domain !== undefined && { auth: { allowed_domain } }),
    };
    if (Object.keys(sections).length === 0)
      return await this.#deps.store.write(intent, async () => undefined);
    await this.#deps.settings.change({ sections, confirmDanger: true }, intent);
  }
}

const titles: Readonly<Record<string, string>> = { keboola: 'Keboola', bigquery: 'BigQuery' };

const bigQuery = ({ bigquery_project = '', bigquery_location }: FirstSettings) => {
  if (bigquery_project === '') throw wizardIncomplete({ data_source: 'bigquery', key: 'bigquery_project' });
  return { project: bigquery_project, ...(bigquery_location && { location: bigquery_location }) };
};
