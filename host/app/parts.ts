import { join } from 'node:path';
import { addressGuard } from '@agnes/sdk/extract';
import { Access } from '../access/access.ts';
import type { BreakGlass } from '../access/members/break-glass.ts';
import type { ExtractFolders } from '../extract/extract-folder.ts';
import { systemTimers } from '../http/timers.ts';
import type { GroupSyncs } from '../identity/groups/group-syncs.ts';
import { Identity } from '../identity/identity.ts';
import { Jobs } from '../jobs/jobs.ts';
import { checkedAgents } from '../kernel/checked-agents.ts';
import type { Lake } from '../lake/lake.ts';
import type { Profiles } from '../lake/profile/profiles.ts';
import type { Metrics } from '../metrics/metrics.ts';
import type { Crashes } from '../query/crashes.ts';
import type { RemoteDesk } from '../query/engines/remote-desk.ts';
import type { RemoteQueries } from '../query/engines/remote-queries.ts';
import type { QueryHooks } from '../query/hooks/query-hooks.ts';
import { longestRunMs } from '../query/jobs/query-job.ts';
import type { QueryLog } from '../query/log/query-log.ts';
import { QueryPool } from '../query/pool.ts';
import { Queries } from '../query/queries.ts';
import { localSource } from '../registry/local-source.ts';
import { Registry } from '../registry/registry.ts';
import type { Descriptions } from '../registry/remote/descriptions.ts';
import { unbindFor } from '../registry/secrets/unbind.ts';
import { newId } from '../store/new-id.ts';
import type { Uploads } from '../uploads/uploads.ts';
import { Web } from '../web/web.ts';
import { Health } from './health.ts';
import type { Outside } from './outside.ts';
import { bisectFileOf } from './plugin-manager-parts.ts';
import { answersOf, toldTo } from './query-parts.ts';
import { jsonReader } from './read-json.ts';

/* How each part is made from the others. Every factory picks what it needs: the container hands out a proxy. */

type With<Name extends string, T> = { readonly [Key in Name]: T };

export const accessOf = ({ store, now, groupRules }: Outside) =>
  new Access({ store, now, mappedEmails: groupRules['google'] ?? {} });

export const identityOf = (
  parts: Outside & With<'access', Access> & With<'groupSyncs', GroupSyncs> & With<'uploads', Uploads>,
) => {
  const { store, now, plugins, keys, schedulerToken, devMode, access, config, secrets, origin } = parts;
  const { outbox, mailAvailable, outbound } = parts;
  return new Identity({
    store,
    now,
    origin,
    key: keys.session,
    preLoginKey: keys.preLogin,
    schedulerToken,
    devUserEmail: devMode?.email,
    memberships: access,
    forgetFiles: (userId) => parts.uploads.forgetUser(userId),
    loadedMethods: () => plugins.signIns().map(({ method }) => method),
    choice: {
      ...(config.auth.providers && { wanted: config.auth.providers }),
      disabled: config.auth.disabled_providers,
    },
    allowedDomain: config.auth.allowed_domain,
    secret: (name) => secrets.resolve(name),
    agents: checkedAgents(addressGuard(config.egress.private), undefined, outbound.resolve),
    readJson: jsonReader(config.egress.private, outbound),
    mail: outbox,
    groups: parts.groupSyncs,
    isDevelopment: devMode !== undefined,
    canMail: () => mailAvailable().ok,
    desktopKey: keys.desktop,
    urlScheme: config.desktop.url_scheme,
    resolveUser: plugins.hooks.resolveUser,
  });
};

export const jobsOf = ({ config, store, now, random, log }: Outside) =>
  new Jobs({
    slots: { query: config.query.heavy_workers },
    store,
    now,
    random,
    timers: systemTimers,
    log: (message, error) => log('job', { message, ...(error !== undefined && { error }) }),
  });

// The lake reads the registry: it is asked for only when a table goes, long after both are there.
export const registryOf = (
  parts: Outside &
    With<'lake', Lake> &
    With<'access', Access> &
    With<'profiles', Profiles> &
    With<'folders', ExtractFolders> &
    With<'descriptions', Descriptions> &
    With<'remoteDesk', RemoteDesk> &
    With<'jobs', Jobs>,
) =>
  new Registry({
    store: parts.store,
    now: parts.now,
    connectors: () => [...parts.plugins.connectors(), localSource],
    access: parts.access,
    onChanged: async (removed) => {
      await parts.profiles.forget(removed);
      await parts.lake.remove(removed);
      await parts.descriptions.forget(removed);
    },
    forgetKept: (slug) => parts.folders.dropKept(slug),
    remote: {
      changed: (table, intent) => parts.remoteDesk.changed(table, intent),
      gone: (table) => parts.remoteDesk.gone(table),
    },
    jobs: parts.jobs,
    onHostChanged: (source, tx, intent) => unbindFor(parts.storedSecrets, source, { tx, intent }),
  });

export const poolOf = ({ config, dataDir, crashes, log }: Outside & With<'crashes', Crashes>) =>
  new QueryPool({
    folder: join(dataDir, 'run', 'query'),
    workers: config.query.workers,
    memoryMb: config.query.memory_mb,
    maxJsonBytes: config.query.max_json_bytes,
    crashes,
    log: (line) => log('query_worker', { line }),
    newId,
  });

type QueryParts = With<'pool' | 'heavyPool', QueryPool> &
  With<'crashes', Crashes> &
  With<'access', Access> &
  With<'lake', Lake> &
  With<'registry', Registry> &
  With<'queryLog', QueryLog> &
  With<'queryHooks', QueryHooks> &
  With<'remoteQueries', RemoteQueries>;

export const queriesOf = (parts: Outside & QueryParts) => {
  const { config, pool, heavyPool, access, lake, registry, remoteQueries, now } = parts;
  return new Queries({
    pool: answersOf(config.query.cache, pool),
    heavyPool,
    access,
    lake,
    registered: () => registry.tables(),
    remote: remoteQueries,
    limits: {
      rows: config.query.max_limit,
      timeoutMs: config.query.timeout_ms,
      heavyTimeoutMs: longestRunMs,
    },
    hooks: parts.queryHooks,
    crashes: parts.crashes,
    onQuery: toldTo(parts),
    newId,
    now,
  });
};

export const healthOf = ({ store, conditions, about }: Outside) =>
  new Health({ store, conditionLog: conditions, about });

type WebParts = With<'registry', Registry> &
  With<'queries', Queries> &
  With<'access', Access> &
  With<'breakGlass', BreakGlass> &
  With<'metrics', Metrics> &
  With<'lake', Lake>;

export const webOf = (parts: Outside & WebParts) => {
  const { pages, config, about, conditions, now, access, registry, lake, queries, metrics } = parts;
  const instance = { ...config.instance, version: about.version };
  const { breakGlass } = parts;
  const search = bisectFileOf(parts);
  const data = { access, registry, lake, queries, metrics };
  return new Web({ pages, instance, ...data, conditions, breakGlass, search, now });
};
