import type { ConnectorContext, Http } from '@agnes/sdk/connector';
import type { BigQueryAccess } from './access.ts';
import { clientAccess } from './client-access.ts';
import type { Settings } from './settings.ts';
import { tokensOf } from './tokens.ts';

interface Opened {
  readonly settings: string;
  readonly access: BigQueryAccess;
}

const opened = new WeakMap<Http, Opened>();

/** The access of a source: one for as long as its process lives, so that a token serves many questions. */
export const accessOf = (context: ConnectorContext<Settings>): BigQueryAccess => {
  const { config, http } = context;
  // Every question brings a copy of the settings.
  const settings = JSON.stringify(config);
  const kept = opened.get(http);
  if (kept?.settings === settings) return kept.access;
  const access = clientAccess({ config, tokens: tokensOf(context) });
  opened.set(http, { settings, access });
  return access;
};
