import type { Config } from '../../config/schema.ts';
import type { Plugins } from '../kernel/plugins.ts';
import type { Conditions } from '../store/conditions.ts';
import type { Outbox } from '../store/outbox/outbox.ts';
import type { MailTemplates } from '../store/outbox/render-mail.ts';
import type { MailAvailability, Smtp } from '../store/outbox/smtp.ts';
import type { Secrets } from '../store/secrets.ts';
import type { SystemStore } from '../store/system-store.ts';
import type { Pages } from '../web/pages.ts';
import type { About } from './health.ts';
import type { Log } from './log.ts';

/** What is opened before anything is wired: files, keys, plugins, clocks. */
export interface Outside {
  readonly config: Config;
  /** Absolute, real. */
  readonly dataDir: string;
  readonly origin: string;
  readonly about: About;
  readonly log: Log;
  readonly now: () => number;
  readonly random: () => number;
  readonly store: SystemStore;
  readonly conditions: Conditions;
  readonly secrets: Secrets;
  readonly outbox: Outbox;
  readonly smtp: Smtp;
  readonly mailTemplates: MailTemplates;
  readonly mailAvailable: () => MailAvailability;
  readonly plugins: Plugins;
  readonly pages: Pages;
  readonly signingKey: Uint8Array;
}
