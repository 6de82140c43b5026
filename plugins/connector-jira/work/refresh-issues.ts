import type { Delivery } from '@agnes/sdk/connector';
import { isDamage } from '../errors.ts';
import { type WantedIssue, wantedOf } from '../fetch/events.ts';
import { type Refreshed, type Refreshing, refreshIssue } from '../fetch/refresh-issue.ts';
import { issuesOfAttachments } from '../kept/find-attachments.ts';
import type { MonthFiles } from '../kept/month-files.ts';
import { inParallel } from './in-parallel.ts';

/** What a batch of events is worked off with. */
export interface Batch extends Refreshing {
  readonly files: MonthFiles;
  readonly signal: AbortSignal;
  readonly log: (message: string) => void;
}

const atOnce = 4;
/** How long an issue that failed is left alone, and how many of those are tried in one run. */
const retryAfterMs = 5 * 60_000;
const mostRetries = 500;

/** Looks at every issue the events are about, once each, and at those that failed before. */
export const refreshDelivered = async (
  batch: Batch,
  deliveries: readonly Delivery[],
): Promise<readonly Refreshed[]> => {
  const { issues, attachments, ignored } = wantedOf(deliveries);
  for (const [event, count] of Object.entries(ignored)) batch.log(`${count} × ${event}: nothing to do.`);
  const wanted = new Map(issues);
  for (const key of await ownersOf(batch, attachments)) if (!wanted.has(key)) wanted.set(key, onlyLook);
  const due = await batch.marks.retries(batch.now() - retryAfterMs);
  for (const [reference, { saidDeleted }] of [...due].slice(0, mostRetries)) {
    const said = wanted.get(reference) ?? onlyLook;
    wanted.set(reference, { ...said, saidDeleted: said.saidDeleted || saidDeleted });
  }
  return refreshAll(batch, wanted);
};

/** Looks at these issues, four at a time. */
export const refreshAll = (
  batch: Refreshing & { readonly signal: AbortSignal },
  wanted: ReadonlyMap<string, WantedIssue>,
): Promise<readonly Refreshed[]> =>
  inParallel([...wanted], atOnce, ([reference, issue]) => {
    batch.signal.throwIfAborted();
    return refreshIssue(batch, reference, issue);
  });

/** An issue of which nothing is said but that it may have changed. */
export const onlyLook: WantedIssue = { saidDeleted: false };

// A damaged month is made again in this run; the event of the issue itself covers what it did not tell.
const ownersOf = async ({ files }: Batch, attachments: ReadonlySet<string>): Promise<ReadonlySet<string>> => {
  try {
    return await issuesOfAttachments(files, attachments);
  } catch (cause) {
    if (!isDamage(cause)) throw cause;
    return new Set();
  }
};
