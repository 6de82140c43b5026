import { join } from 'node:path';
import type { Access } from '../access/access.ts';
import type { ExtractFolders } from '../extract/extract-folder.ts';
import { stampOf } from '../extract/extract-folder.ts';
import { savedStamp } from '../extract/stamps.ts';
import type { Principal } from '../http/principal.ts';
import { systemTimers } from '../http/timers.ts';
import type { Jobs } from '../jobs/jobs.ts';
import type { HookCalls } from '../kernel/hooks.ts';
import { Builder } from '../lake/builder.ts';
import { Lake } from '../lake/lake.ts';
import type { LakeDeps } from '../lake/lake-deps.ts';
import { GenerationLog } from '../lake/log/generation-log.ts';
import { DocsDigest } from '../lake/manifest/docs-digest.ts';
import { Manifests } from '../lake/manifest/manifests.ts';
import type { Profiles } from '../lake/profile/profiles.ts';
import type { Profiling } from '../lake/profile/profiling.ts';
import { rebuildHandler } from '../lake/rebuild-handler.ts';
import { Singles, singleKind } from '../lake/single/singles.ts';
import { Subscriptions } from '../lake/subscriptions/subscriptions.ts';
import { BundleDigests } from '../memory/bundle-digests.ts';
import type { Memory } from '../memory/memory.ts';
import { rebuildKind } from '../registry/rebuild-job.ts';
import type { Registry } from '../registry/registry.ts';
import type { Descriptions } from '../registry/remote/descriptions.ts';
import type { Outside } from './outside.ts';

/* The lake and what works for it. */

export const builderOf = () => new Builder(systemTimers);

interface LakeParts extends Outside {
  readonly registry: Registry;
  readonly builder: Builder;
  readonly singles: Singles;
  readonly profiling: Profiling;
}

// Profiles, and the one file of a table in parts, are made from the lake: they are asked for only after a publication.
export const lakeOf = (parts: LakeParts): Lake => {
  const { store, now, conditions, dataDir, registry, builder, plugins } = parts;
  const afterRebuild: HookCalls['afterRebuild'] = async (rebuilt) => {
    await parts.profiling.notice();
    return plugins.hooks.afterRebuild(rebuilt);
  };
  const published: LakeDeps['published'] = (tables) => parts.singles.published(tables);
  return new Lake({ store, now, conditions, dataDir, registry, builder, hooks: { afterRebuild }, published });
};

export const singlesOf = (parts: Outside & { readonly lake: Lake; readonly jobs: Jobs }): Singles =>
  new Singles({
    lake: parts.lake,
    jobs: parts.jobs,
    now: parts.now,
    log: (message, error) => parts.log('lake', { message, error }),
  });

export const generationLogOf = ({ store, lake, now }: Outside & { readonly lake: Lake }) =>
  new GenerationLog({ store, lake, now });

export const manifestsOf = (
  parts: Outside & {
    readonly lake: Lake;
    readonly access: Access;
    readonly registry: Registry;
    readonly descriptions: Descriptions;
    readonly profiles: Profiles;
    readonly memory: Memory;
  },
): Manifests => {
  const { lake, access, registry, profiles, now, dataDir, descriptions, memory } = parts;
  const digests = new BundleDigests(memory);
  const docs = new DocsDigest(join(dataDir, 'docs'), now);
  const rulesOf = (principal: Principal) => digests.of(principal);
  return new Manifests({ lake, access, registry, profiles, docs, descriptions, rulesOf, now });
};

export const subscriptionsOf = (
  parts: Outside & { readonly access: Access; readonly registry: Registry },
): Subscriptions =>
  new Subscriptions({ store: parts.store, access: parts.access, registry: parts.registry, now: parts.now });

interface Running extends Pick<Outside, 'store' | 'conditions'> {
  readonly lake: Lake;
  readonly jobs: Jobs;
  readonly singles: Singles;
  readonly registry: Registry;
  readonly folders: ExtractFolders;
}

/** When what a crash interrupted has been ended: collects what it left, and says who does the jobs of the lake. */
export const startLakeWork = async (parts: Running): Promise<void> => {
  await sweepExtracts(parts);
  parts.jobs.handle(rebuildKind, rebuildHandler(parts));
  parts.jobs.handle(singleKind, parts.singles.handler);
  await parts.singles.resume();
};

// An extract that the lake does not know may name files that no published row does.
const sweepExtracts = async ({ registry, folders, store, lake }: Running): Promise<void> => {
  for (const source of await registry.sources()) {
    const stamp = await stampOf(await folders.extractDir(source.slug));
    if (stamp !== undefined && stamp === (await savedStamp(store.read, source.slug)))
      await lake.sweep(source);
  }
};
