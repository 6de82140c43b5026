import { join } from 'node:path';
import { syncRunKind } from '../extract/trigger.ts';
import { isReplacedIn } from '../store/exchange/replace-state.ts';
import type { HostParts } from './container.ts';
import { startLakeWork } from './lake-parts.ts';
import { handleMarketplaces, offerShipped, recallLostContent } from './marketplace-parts.ts';
import { handlePluginChanges, tellPlugins, watchOn } from './plugin-work.ts';
import { startProfiling } from './profile-parts.ts';
import { startQueryJobs } from './query-job-parts.ts';
import { startRemote } from './remote-parts.ts';
import { startScheduler } from './run-scheduler.ts';
import { handlePushed } from './webhook-parts.ts';

/** Opens what readers see, ends what a crash interrupted, then begins to work; what has to be closed goes onto the stack. */
export const startWork = async (stack: AsyncDisposableStack, parts: HostParts): Promise<void> => {
  stack.use(parts.builder);
  stack.use(parts.lake);
  await parts.lake.open();
  stack.use(await startProfiling(parts));
  stack.use(parts.jobs);
  parts.log('remote_attach_policy', { ...parts.remotePolicy.lists });
  await parts.runs.resume();
  await startLakeWork(parts);
  parts.jobs.handle(syncRunKind, parts.runs.handler, parts.runs.withdrawn);
  handlePushed(parts);
  await startRemote(parts);
  await startQueryJobs(parts);
  await parts.uploads.open({ isReplaced: await isReplacedIn(join(parts.dataDir, 'state')) });
  parts.pluginJobs.handleAll();
  handlePluginChanges(parts);
  handleMarketplaces(parts);
  await recallLostContent(parts);
  await offerShipped(parts);
  await tellPlugins(parts);
  parts.plugins.onSwap(async () => {
    parts.pluginJobs.handleAll();
    await tellPlugins(parts);
    await parts.scheduleSync.sync();
  });
  stack.use(parts.readOnly);
  await parts.readOnly.start();
  parts.jobs.start();
  stack.use(watchOn(parts));
  stack.use(await startScheduler(parts));
  parts.pool.warm();
};
