import type { ConnectorContext } from '@agnes/sdk/connector';
import type { Settings } from './settings.ts';
import { StorageApi } from './storage-api.ts';

/** What everything in one run works with. */
export interface Run extends Pick<ConnectorContext<Settings>, 'config' | 'http' | 'signal' | 'now'> {
  readonly api: StorageApi;
  /** When the run began, milliseconds UTC: what today is in filters. */
  readonly startedAt: number;
}

/** Begins a run. */
export const beginRun = ({ config, http, signal, now }: Omit<Run, 'api' | 'startedAt'>): Run => ({
  config,
  http,
  signal,
  now,
  api: new StorageApi({ config, http, signal }),
  startedAt: now(),
});
