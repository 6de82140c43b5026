import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Access } from '../access/access.ts';
import { orderFor } from '../extract/connector-order.ts';
import type { ExtractFolders } from '../extract/extract-folder.ts';
import type { SyncTrigger } from '../extract/trigger.ts';
import { systemTimers } from '../http/timers.ts';
import type { Jobs } from '../jobs/jobs.ts';
import type { Lake } from '../lake/lake.ts';
import { Engines } from '../query/engines/engines.ts';
import { RemoteDesk, remoteDescribeKind } from '../query/engines/remote-desk.ts';
import { RemotePlans } from '../query/engines/remote-plans.ts';
import { RemoteQueries } from '../query/engines/remote-queries.ts';
import { RemoteTables } from '../query/engines/remote-tables.ts';
import { ScanBudget } from '../query/engines/scan-budget.ts';
import type { QueryPool } from '../query/pool.ts';
import type { Registry } from '../registry/registry.ts';
import { Descriptions } from '../registry/remote/descriptions.ts';
import { DailyQuota } from '../store/quota/daily-quota.ts';
import type { Outside } from './outside.ts';

/* What asks sources about tables that stay there. */

type With<Name extends string, T> = { readonly [Key in Name]: T };

export const descriptionsOf = ({ store, now }: Outside) => new Descriptions({ store, now });

const enginesFolder = (dataDir: string): string => join(dataDir, 'run', 'engines');

export const enginesOf = (parts: Outside & With<'folders', ExtractFolders>) => {
  const { plugins, folders, secrets, config, attachLists, outbound, dataDir, log } = parts;
  const deps = {
    ...{ connectors: plugins, folders, secrets, outbound },
    roots: config.files.roots,
    privateAllowed: config.egress.private,
    extensions: attachLists.extensions,
  };
  return new Engines({
    connectors: plugins,
    orderOf: (source) => orderFor(source, deps),
    folder: enginesFolder(dataDir),
    fingerprint: (names) => secrets.fingerprint(names),
    timers: systemTimers,
    log: (line) => log('engine', { line }),
  });
};

type RemoteParts = With<'engines', Engines> & With<'descriptions', Descriptions>;

export const remoteTablesOf = ({ engines, descriptions, now }: Outside & RemoteParts) =>
  new RemoteTables({ engines, descriptions, now });

type PlanParts = With<'pool', QueryPool> &
  With<'access', Access> &
  With<'registry', Registry> &
  With<'remoteTables', RemoteTables>;

export const remotePlansOf = ({ pool, engines, registry, access, remoteTables }: RemoteParts & PlanParts) =>
  new RemotePlans({ pool, engines, registry, access, remoteTables });

export const scanBudgetOf = ({ config, store, now }: Outside) => {
  const { scan } = config.api;
  return new ScanBudget({
    quota: new DailyQuota({ store, now, kind: 'scan_bytes' }),
    limits: { concurrent: scan.max_concurrent_per_user, dailyBytes: scan.max_daily_bytes_per_user },
  });
};

/** How much may be brought of one table at a source. */
export const mostOf = ({ config }: Pick<Outside, 'config'>) => {
  const { max_bq_registration_rows: rows, max_memory_mb: mebibytes } = config.remote_query;
  return { rows, bytes: mebibytes * 1024 * 1024 };
};

type QueryParts = With<'remotePlans', RemotePlans> & With<'scanBudget', ScanBudget>;

export const remoteQueriesOf = (parts: Outside & RemoteParts & QueryParts) => {
  const { engines, plugins, remotePlans: plans, scanBudget: budget } = parts;
  return new RemoteQueries({ engines, plans, budget, connectors: plugins, most: mostOf(parts) });
};

type DeskParts = With<'remoteTables', RemoteTables> &
  With<'registry', Registry> &
  With<'lake', Lake> &
  With<'syncTrigger', SyncTrigger> &
  With<'jobs', Jobs>;

export const remoteDeskOf = (parts: DeskParts) => {
  const { remoteTables, registry, lake, jobs } = parts;
  return new RemoteDesk({
    ...{ remoteTables, registry, lake, jobs },
    timers: systemTimers,
    written: async ({ slug }) => {
      await parts.syncTrigger.run({ tables: [], connection: slug }, { trigger: 'register' });
    },
  });
};

/** Begins to answer for tables at sources; what a host before this one left is gone. */
export const startRemote = async ({
  dataDir,
  jobs,
  remoteDesk,
}: Pick<Outside, 'dataDir'> & With<'jobs', Jobs> & With<'remoteDesk', RemoteDesk>): Promise<void> => {
  await rm(enginesFolder(dataDir), { recursive: true, force: true });
  jobs.handle(remoteDescribeKind, remoteDesk.handler);
};
