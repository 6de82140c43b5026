import type { Config } from '../../config/schema.ts';
import type { AttachLists } from '../extract/remote/remote-policy.ts';
import type { CorsOrigins } from '../http/cors.ts';
import type { HostKeys } from '../identity/credentials/host-keys.ts';
import type { GroupRule } from '../identity/groups/group-rule.ts';
import type { OutboundTerms } from '../kernel/egress.ts';
import type { Endings } from '../kernel/endings.ts';
import type { Plugins } from '../kernel/plugins.ts';
import type { Ledger } from '../plugin-manager/ledger/ledger.ts';
import type { PluginLogs } from '../plugin-manager/ledger/plugin-logs.ts';
import type { PluginMetrics } from '../plugin-manager/ledger/plugin-metrics.ts';
import type { Conditions } from '../store/conditions.ts';
import type { Outbox } from '../store/outbox/outbox.ts';
import type { MailTemplates } from '../store/outbox/render-mail.ts';
import type { MailAvailability, Smtp } from '../store/outbox/smtp.ts';
import type { Secrets } from '../store/secrets/secrets.ts';
import type { StoredSecrets } from '../store/secrets/stored-secrets.ts';
import type { OwnStore } from '../store/system-store.ts';
import type { Pages } from '../web/pages.ts';
import type { DevMode } from './dev-mode.ts';
import type { About } from './health.ts';
import type { HostMetrics } from './host-metrics.ts';
import type { InstanceConfig } from './instance-config.ts';
import type { Log } from './log.ts';
import type { SchedulerSettings } from './scheduler-settings.ts';

/** What is opened before anything is wired: files, keys, plugins, clocks. */
export interface Outside {
  readonly config: Config;
  /** The configuration this host was started with. */
  readonly instance: InstanceConfig;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Absolute, real. */
  readonly dataDir: string;
  readonly origin: string;
  /** What `egress` says, beside which private hosts are allowed. */
  readonly outbound: OutboundTerms;
  readonly about: About;
  readonly log: Log;
  readonly now: () => number;
  readonly random: () => number;
  readonly store: OwnStore;
  readonly conditions: Conditions;
  readonly secrets: Secrets;
  readonly storedSecrets: StoredSecrets;
  readonly outbox: Outbox;
  readonly smtp: Smtp;
  readonly mailTemplates: MailTemplates;
  readonly mailAvailable: () => MailAvailability;
  readonly plugins: Plugins;
  /** Remembers which of them have ended the host. */
  readonly endings: Endings;
  /** Told of what plugins do. */
  readonly ledger: Ledger;
  readonly pluginLogs: PluginLogs;
  readonly pluginMetrics: PluginMetrics;
  readonly hostMetrics: HostMetrics;
  readonly pages: Pages;
  readonly keys: HostKeys;
  /** That of `keys` which signs sessions and access tokens. */
  readonly signingKey: Uint8Array;
  readonly schedulerToken: string | undefined;
  readonly scheduler: SchedulerSettings;
  /** Absent on every instance that others can reach. */
  readonly devMode: DevMode | undefined;
  readonly cors: CorsOrigins;
  /** What extracts may attach, as the operator has it. */
  readonly attachLists: AttachLists;
  /** By sign-in method: which groups of a provider count, and what they stand for. */
  readonly groupRules: Readonly<Record<string, GroupRule>>;
}
