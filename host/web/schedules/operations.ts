import { Type } from '@agnes/sdk';
import { operation } from '../../http/operation.ts';
import type { Reply } from '../../http/reply.ts';
import { create, update } from '../../jobs/schedules/operations.ts';
import { below } from '../address.ts';
import { entryOf } from '../entry-of.ts';
import { anyForm, done, page } from '../form-fields.ts';
import { seeOther } from '../page-reply.ts';
import { type Asker, askedBy } from '../plugin-pages/answers.ts';
import { orShowAgain } from '../refusal.ts';
import type { ScheduleServices } from './answers.ts';
import { createOf, updateOf } from './form.ts';
import { type Before, schedulesPath as path, schedulePage, schedulesPage } from './pages.ts';

const params = Type.Object({ id: Type.String({ maxLength: 500 }) });
const says: Readonly<Record<string, string>> = {
  created: 'The schedule is added.',
  saved: 'The schedule is saved and planned by what it says now.',
  on: 'The schedule is switched on. What it missed meanwhile is not made up for.',
  off: 'The schedule is switched off. Nothing of it runs until it is switched on again.',
};

const list = operation({
  id: 'web.schedules',
  route: 'GET /admin/schedules',
  summary: 'What recurs: when it runs next and how it ended last',
  who: 'admin',
  query: Type.Object({ done }),
  result: page,
  run: (input, services: ScheduleServices) =>
    schedulesPage(services, input, { done: entryOf(says, input.query.done) }),
});

const add = operation({
  id: 'web.schedule_create',
  route: 'POST /admin/schedules',
  summary: 'Has a kind of job run again and again, from the page',
  who: 'admin',
  body: anyForm,
  result: page,
  problems: ['invalid_input', 'invalid_schedule', 'schedule_exists'],
  audit: ({ body }) => ({ action: 'schedule.create', params: told(body, ['kind', 'target', 'spec']) }),
  run: (input, services: ScheduleServices) =>
    orShowAgain(
      async () => {
        await create.run(askedBy(input, { body: createOf(input.body) }), services);
        return seeOther(`${path}?done=created`);
      },
      (refusal) => schedulesPage(services, input, { refusal, values: input.body }),
    ),
});

const detail = operation({
  id: 'web.schedule',
  route: 'GET /admin/schedules/:id',
  summary: 'One schedule, with the form that changes it',
  who: 'admin',
  params,
  query: Type.Object({ done }),
  result: page,
  problems: ['schedule_not_found'],
  run: (input, services: ScheduleServices) =>
    schedulePage(services, input, { id: input.params.id, done: entryOf(says, input.query.done) }),
});

/** What a form of the page about a schedule asks for. */
interface Deed {
  readonly id: string;
  readonly act: () => Promise<unknown>;
  readonly done: string;
  readonly values?: Before['values'];
}

const deed = (
  services: ScheduleServices,
  asker: Asker,
  { id, act, done: word, values }: Deed,
): Promise<Reply> =>
  orShowAgain(
    async () => {
      await act();
      return seeOther(`${below(path, id)}?done=${word}`);
    },
    // Without the schedule there is no page to show again, and this says so.
    (refusal) => schedulePage(services, asker, { id, refusal, ...(values && { values }) }),
  );

const edit = operation({
  id: 'web.schedule_edit',
  route: 'POST /admin/schedules/:id/edit',
  summary: 'Changes when something recurs, from the page',
  who: 'admin',
  params,
  body: anyForm,
  result: page,
  problems: ['invalid_input', 'invalid_schedule', 'schedule_not_found'],
  audit: ({ params: { id }, body }) => ({
    action: 'schedule.update',
    resource: `schedule:${id}`,
    params: told(body, ['spec', 'catch_up']),
  }),
  run: (input, services: ScheduleServices) => {
    const { params: given, body: values } = input;
    const act = async () => update.run(askedBy(input, { params: given, body: updateOf(values) }), services);
    return deed(services, input, { id: given.id, act, done: 'saved', values });
  },
});

const turn = operation({
  id: 'web.schedule_switch',
  route: 'POST /admin/schedules/:id/switch',
  summary: 'Switches a schedule on or off, from the page',
  who: 'admin',
  params,
  body: Type.Object({ to: Type.Union([Type.Literal('on'), Type.Literal('off')]) }),
  unknownKeys: 'ignore',
  result: page,
  problems: ['invalid_schedule', 'schedule_not_found'],
  audit: ({ params: { id }, body: { to } }) => ({
    action: 'schedule.update',
    resource: `schedule:${id}`,
    params: { enabled: to === 'on' },
  }),
  run: (input, services: ScheduleServices) => {
    const { params: given, body } = input;
    const change = { enabled: body.to === 'on' };
    const act = async () => update.run(askedBy(input, { params: given, body: change }), services);
    return deed(services, input, { id: given.id, act, done: body.to });
  },
});

/** What stands in these fields, as the audit log keeps it. */
const told = (form: Readonly<Record<string, string>>, names: readonly string[]) =>
  Object.fromEntries(names.map((name) => [name, (form[name] ?? '').slice(0, 200)]));

/** The pages of schedules. */
export const schedulePageOperations = [list, add, detail, edit, turn] as const;
