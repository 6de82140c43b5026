import type { ConnectorContext } from '@agnes/sdk/connector';
import type { Settings } from './settings.ts';

/** What it takes to get a token. */
export type TokenContext = Pick<ConnectorContext<Settings>, 'config' | 'http' | 'now' | 'secrets'>;
