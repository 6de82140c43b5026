import type { ConnectorContext } from '@agnes/sdk/connector';
import { slaFieldIds } from '../rows/custom-fields.ts';
import { type Settings, siteUrl, slaUrl } from '../settings.ts';
import { JiraClient } from './client.ts';
import type { Site } from './fetch-issue.ts';
import type { Pause } from './pause.ts';

/** Opens the way to the site of a source. */
export const openSite = (
  { config, http, signal }: Pick<ConnectorContext<Settings>, 'config' | 'http' | 'signal'>,
  pause?: Pause,
): Site => {
  const more = pause ? { pause } : {};
  const sla = slaUrl(config);
  return {
    client: new JiraClient({ http, signal, base: siteUrl(config), ...more }),
    ...(sla !== undefined && {
      sla: {
        client: new JiraClient({ http, signal, base: sla, ...more }),
        fieldIds: slaFieldIds(config),
      },
    }),
  };
};
