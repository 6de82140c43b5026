import type { Command, Flag } from '../command.ts';
import { accessCommands } from './access.ts';
import { adminCommands } from './admin.ts';
import { authCommands } from './auth.ts';
import { catalogCommands } from './catalog.ts';
import { dataCommands } from './data.ts';
import { desktopCommands } from './desktop.ts';
import { diagnoseCommands } from './diagnose.ts';
import { docsCommands } from './docs.ts';
import { hostCommands } from './host.ts';
import { instanceCommands } from './instance.ts';
import { jobCommands } from './job.ts';
import { marketplaceCommands } from './marketplace.ts';
import { memoryCommands } from './memory.ts';
import { memoryAdminCommands } from './memory-admin.ts';
import { memoryPairCommands } from './memory-pair.ts';
import { metadataCommands } from './metadata.ts';
import { metricCommands } from './metric.ts';
import { peopleCommands } from './people.ts';
import { pluginCommands } from './plugin.ts';
import { pluginAdminCommands } from './plugin-admin.ts';
import { pluginBundleCommands } from './plugin-bundle.ts';
import { pluginJobCommands } from './plugin-job.ts';
import { pluginLedgerCommands } from './plugin-ledger.ts';
import { promptCommands } from './prompt.ts';
import { queryJobCommands } from './query-job.ts';
import { queryLogCommands } from './query-log.ts';
import { registryCommands } from './registry.ts';
import { savedQueryCommands } from './saved-query.ts';
import { scheduleCommands } from './schedule.ts';
import { serverCommands } from './server.ts';
import { sessionCommands } from './session.ts';
import { settingsCommands } from './settings.ts';
import { shellCommands } from './shell.ts';
import { skillsCommands } from './skills.ts';
import { snapshotCommands } from './snapshot.ts';
import { syncRunCommands } from './sync-run.ts';
import { workspaceCommands } from './workspace.ts';

/** Options that every command takes, at any place. */
export const rootFlags: readonly Flag[] = [
  { name: 'json', summary: 'Answer with one JSON document on stdout.' },
  { name: 'quiet', short: 'q', summary: 'Say nothing on stderr but failures.' },
  { name: 'verbose', summary: 'Say more on stderr: requests, times, request ids.' },
  { name: 'no-color', summary: 'No colours; NO_COLOR does the same.' },
  { name: 'server', value: 'url', summary: 'Address of the server, or its name in config.yaml.' },
  { name: 'workspace', value: 'folder', summary: 'Folder of the tables and their state.' },
  { name: 'timeout', value: 'seconds', summary: 'Longest wait for a byte from the server.' },
  { name: 'yes', short: 'y', summary: 'Take every question as answered with yes.' },
];

/** Everything the program can do. Parser, help, documents and tests are made from it. */
export const commands: readonly Command[] = [
  ...authCommands,
  ...desktopCommands,
  ...workspaceCommands,
  ...diagnoseCommands,
  ...dataCommands,
  ...catalogCommands,
  ...snapshotCommands,
  ...metricCommands,
  ...sessionCommands,
  ...queryJobCommands,
  ...savedQueryCommands,
  ...skillsCommands,
  ...memoryCommands,
  ...jobCommands,
  ...pluginAdminCommands,
  ...adminCommands,
  ...pluginBundleCommands,
  ...queryLogCommands,
  ...registryCommands,
  ...marketplaceCommands,
  ...metadataCommands,
  ...memoryAdminCommands,
  ...memoryPairCommands,
  ...syncRunCommands,
  ...scheduleCommands,
  ...pluginJobCommands,
  ...pluginLedgerCommands,
  ...peopleCommands,
  ...accessCommands,
  ...settingsCommands,
  ...promptCommands,
  ...pluginCommands,
  ...instanceCommands,
  ...hostCommands,
  ...serverCommands,
  ...docsCommands,
  ...shellCommands,
];
