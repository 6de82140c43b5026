import type { Reply } from '../../http/reply.ts';
import { below } from '../address.ts';
import { amountOf, momentOf } from '../figures.ts';
import { namesOfPeople } from '../jobs/people.ts';
import { pageReply } from '../page-reply.ts';
import type { Asker } from '../plugin-pages/answers.ts';
import { type Refusal, refusalView } from '../refusal.ts';
import { type ScheduleSeen, type ScheduleServices, scheduleSeen, schedulesSeen } from './answers.ts';
import { editForm, newForm } from './form.ts';
import { lastView, switchChip, titleOf } from './words.ts';

/** Where the pages of schedules lie in the menu. */
export const schedulesPath = '/admin/schedules';

/** What happened before a page is shown. */
export interface Before {
  readonly done?: string | undefined;
  readonly refusal?: Refusal;
  readonly values?: Readonly<Record<string, string>>;
}

/** The list of schedules, with the form that adds one. */
export const schedulesPage = async (
  services: ScheduleServices,
  asker: Asker,
  { done, ...before }: Before,
): Promise<Reply> => {
  const { web, jobs } = services;
  const all = await schedulesSeen(services, asker);
  const view = {
    done,
    has_schedules: all.length > 0,
    schedules: all.map((one) => rowOf(one, web.now)),
    ...newForm(jobs.kinds().toSorted(), before),
  };
  const status = before.refusal?.status ?? 200;
  return pageReply(web, asker, { page: 'schedules', title: 'Schedules', path: schedulesPath, view, status });
};

const rowOf = (one: ScheduleSeen, now: number): object => ({
  ...switchView(one),
  id: one.id,
  kind: one.kind,
  target: one.target,
  spec: one.spec,
  next: nextOf(one, now),
  last: lastView(one, now),
  failures: one.failures > 0 && `${amountOf(one.failures, 'failure')} in a row`,
});

const nextOf = ({ next_run }: ScheduleSeen, now: number) => momentOf(next_run, now, { none: 'not planned' });

const switchView = (one: ScheduleSeen) => ({
  href: below(schedulesPath, one.id),
  title: titleOf(one),
  state: switchChip(one),
  enabled: one.enabled,
});

/** The page about one schedule. */
export const schedulePage = async (
  services: ScheduleServices,
  asker: Asker,
  { id, done, refusal, values }: Before & { readonly id: string },
): Promise<Reply> => {
  const { web, identity } = services;
  const one = await scheduleSeen(services, asker, id);
  const people = await namesOfPeople(
    identity,
    one.created_by === null ? [] : [{ createdBy: one.created_by }],
  );
  const view = {
    ...switchView(one),
    done,
    // Faults of the form stand at its fields; a refused switch has none.
    refusal: values ? undefined : refusalView(refusal),
    facts: factRows(one, { now: web.now, by: people.get(one.created_by ?? '') }),
    last: lastView(one, web.now),
    ...editForm(values ?? valuesOf(one), values && refusal),
  };
  const status = refusal?.status ?? 200;
  const title = `${titleOf(one)} · Schedules`;
  return pageReply(web, asker, { page: 'schedule', title, path: schedulesPath, view, status });
};

const valuesOf = ({ spec, catch_up, payload }: ScheduleSeen) => ({
  spec,
  catch_up,
  payload: payload === null ? '' : JSON.stringify(payload, null, 2),
});

const factRows = (
  one: ScheduleSeen,
  { now, by }: { readonly now: number; readonly by: string | undefined },
): readonly object[] => [
  { label: 'Id', text: one.id },
  { label: 'Next run', when: nextOf(one, now) },
  { label: 'Failures in a row', text: String(one.failures) },
  { label: 'Decided by', text: by ?? declarer(one.created_by) },
];

const declarer = (id: string | null): string => (id === null || id === 'system:host' ? 'the host' : id);
