import type { SourceStatus } from '../../lake/status/source-status.ts';
import { isoUtc } from '../../store/iso-utc.ts';
import { addressOf, below } from '../address.ts';
import { amountOf, countOf, momentOf } from '../figures.ts';
import { jobChip, sourceChip } from './job-words.ts';

/** A row of the sources on the page of jobs. */
export const sourceRow = (source: SourceStatus, now: number): object => {
  const { slug, title, type, state, lastError, lastSuccess, nextRun, work } = source;
  return {
    slug,
    title: title === slug ? '' : title,
    type,
    href: addressOf('/admin/jobs', { source: slug }),
    state: sourceChip(state),
    tables: tableWords(source.tables),
    events: eventWords(source.events),
    success: momentOf(lastSuccess && isoUtc(lastSuccess), now),
    next: momentOf(nextRun && isoUtc(nextRun), now, { none: 'not scheduled' }),
    work: work && {
      href: below('/admin/jobs', work.id),
      chip: jobChip(work.status),
      since: work.startedAt && momentOf(isoUtc(work.startedAt), now),
    },
    error: lastError && { ...lastError, since: momentOf(isoUtc(lastError.since), now) },
  };
};

const eventWords = ({ waiting, failed }: NonNullable<SourceStatus['events']> = noEvents): string =>
  [
    ...(waiting > 0 ? [`${amountOf(waiting, 'event')} waiting`] : []),
    ...(failed > 0 ? [`${amountOf(failed, 'event')} given up`] : []),
  ].join(', ');

const noEvents = { waiting: 0, failed: 0 };

const tableWords = ({ total, failed, stale, never }: SourceStatus['tables']): string =>
  [
    amountOf(total, 'table'),
    ...(failed > 0 ? [`${countOf(failed)} failed`] : []),
    ...(stale > 0 ? [`${countOf(stale)} older than a day`] : []),
    ...(never > 0 && never < total ? [`${countOf(never)} never read`] : []),
  ].join(', ');
