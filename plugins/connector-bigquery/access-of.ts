import type { ConnectorContext } from '@agnes/sdk/connector';
import type { BigQueryAccess } from './access.ts';
import { clientAccess } from './client-access.ts';
import type { Settings } from './settings.ts';
import { tokensOf } from './tokens.ts';

const opened = new WeakMap<Settings, BigQueryAccess>();

/** The access of a source: one for as long as its settings are held, so that a token serves many questions. */
export const accessOf = (context: ConnectorContext<Settings>): BigQueryAccess => {
  const { config } = context;
  const access = opened.get(config) ?? clientAccess({ config, tokens: tokensOf(context) });
  opened.set(config, access);
  return access;
};
