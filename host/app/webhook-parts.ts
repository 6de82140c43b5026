import type { ExtractFolders } from '../extract/extract-folder.ts';
import type { SyncRuns } from '../extract/sync-runs.ts';
import { pushedRunKind } from '../extract/trigger.ts';
import type { Jobs } from '../jobs/jobs.ts';
import type { Registry } from '../registry/registry.ts';
import { Deliveries } from '../webhooks/deliveries.ts';
import { EventFiles } from '../webhooks/event-file.ts';
import { Intake } from '../webhooks/intake.ts';
import { Pace } from '../webhooks/pace.ts';
import { pushedRunHandler } from '../webhooks/pushed-run-handler.ts';
import { Webhooks } from '../webhooks/webhooks.ts';
import type { Outside } from './outside.ts';

/* What takes in events that are pushed, and hands them to runs. */

interface WebhookParts extends Outside {
  readonly registry: Registry;
  readonly folders: ExtractFolders;
  readonly jobs: Jobs;
  readonly pace: Pace;
}

export const paceOf = ({ now }: Outside) => new Pace({ now });

export const deliveriesOf = ({ plugins, folders, store, jobs, conditions, pace, now }: WebhookParts) =>
  new Deliveries({ plugins, folders, store, jobs, conditions, pace, now });

export const webhooksOf = (parts: WebhookParts) => {
  const { plugins, registry, secrets, folders, store, jobs, pace, now, log } = parts;
  return new Webhooks({
    plugins,
    registry,
    secrets,
    folders,
    store,
    now,
    files: new EventFiles(),
    intake: new Intake({ store, jobs, pace, now }),
    log: (message, error) => log('webhook', { message, error }),
  });
};

/** Says who reads sources for what was pushed to them. */
export const handlePushed = ({
  jobs,
  pace,
  runs,
}: Pick<WebhookParts, 'jobs' | 'pace'> & { runs: SyncRuns }) =>
  jobs.handle(pushedRunKind, pushedRunHandler({ pace, run: runs.handler }), runs.withdrawn);
