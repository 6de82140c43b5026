import { Type } from '@agnes/sdk';
import { noticeSchema } from '../../registry/sources/notices.ts';
import { openEventsSchema } from '../../registry/sources/open-events.ts';
import { isoUtc } from '../../store/iso-utc.ts';
import type { SourceStatus } from './source-status.ts';

const orNull = <T extends ReturnType<typeof Type.String>>(schema: T) => Type.Union([schema, Type.Null()]);

/** A source as clients see how it is doing. */
export const sourceStatusSchema = Type.Object({
  slug: Type.String(),
  title: Type.String(),
  type: Type.String(),
  state: Type.String({ description: '`healthy`, `partial`, `failing`, `waiting`, `empty` or `disabled`.' }),
  tables: Type.Object({
    total: Type.Integer(),
    failed: Type.Integer(),
    stale: Type.Integer({ description: 'Last read more than 24 hours ago.' }),
    never: Type.Integer({ description: 'Never read.' }),
  }),
  last_success: orNull(Type.String()),
  last_error: Type.Union([
    Type.Object({ code: Type.String(), message: Type.String(), remedy: Type.String(), since: Type.String() }),
    Type.Null(),
  ]),
  notices: Type.Array(noticeSchema),
  next_run: orNull(Type.String()),
  events: openEventsSchema,
  job: Type.Union([
    Type.Object({
      id: Type.String(),
      status: Type.String({
        description: 'As of a job, or `waiting`: the run is on and other sources come first.',
      }),
      started_at: orNull(Type.String()),
      question: orNull(Type.String()),
    }),
    Type.Null(),
  ]),
});

/** Absent is `null` here. */
export const sourceStatusWire = ({
  lastSuccess,
  lastError,
  nextRun,
  work,
  events,
  ...rest
}: SourceStatus) => ({
  ...rest,
  last_success: lastSuccess ? isoUtc(lastSuccess) : null,
  last_error: lastError ? { ...lastError, since: isoUtc(lastError.since) } : null,
  next_run: nextRun ? isoUtc(nextRun) : null,
  events: events ?? null,
  job: work
    ? {
        id: work.id,
        status: work.status,
        started_at: work.startedAt ? isoUtc(work.startedAt) : null,
        question: work.question ?? null,
      }
    : null,
});
