import { accessCommands } from './access-commands.ts';
import { adminCommands } from './admin-commands.ts';
import { authCommands } from './auth-commands.ts';
import { catalogCommands } from './catalog-commands.ts';
import type { Command, Flag } from './command.ts';
import { dataCommands } from './data-commands.ts';
import { desktopCommands } from './desktop-commands.ts';
import { diagnoseCommands } from './diagnose-commands.ts';
import { docsCommands } from './docs-commands.ts';
import { hostCommands } from './host-commands.ts';
import { instanceCommands } from './instance-commands.ts';
import { jobCommands } from './job-commands.ts';
import { marketplaceCommands } from './marketplace-commands.ts';
import { memoryAdminCommands } from './memory-admin-commands.ts';
import { memoryCommands } from './memory-commands.ts';
import { memoryPairCommands } from './memory-pair-commands.ts';
import { metadataCommands } from './metadata-commands.ts';
import { metricCommands } from './metric-commands.ts';
import { peopleCommands } from './people-commands.ts';
import { pluginAdminCommands } from './plugin-admin-commands.ts';
import { pluginBundleCommands } from './plugin-bundle-commands.ts';
import { pluginCommands } from './plugin-commands.ts';
import { pluginJobCommands } from './plugin-job-commands.ts';
import { pluginLedgerCommands } from './plugin-ledger-commands.ts';
import { promptCommands } from './prompt-commands.ts';
import { queryJobCommands } from './query-job-commands.ts';
import { queryLogCommands } from './query-log-commands.ts';
import { registryCommands } from './registry-commands.ts';
import { savedQueryCommands } from './saved-query-commands.ts';
import { scheduleCommands } from './schedule-commands.ts';
import { serverCommands } from './server-commands.ts';
import { sessionCommands } from './session-commands.ts';
import { settingsCommands } from './settings-commands.ts';
import { shellCommands } from './shell-commands.ts';
import { skillsCommands } from './skills-commands.ts';
import { snapshotCommands } from './snapshot-commands.ts';
import { syncRunCommands } from './sync-run-commands.ts';
import { workspaceCommands } from './workspace-commands.ts';

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
