import { Type } from '@agnes/sdk';
import { operation } from '../../http/operation.ts';
import { catchUpWord, scheduleSchema, scheduleWire } from './schedule-wire.ts';
import type { Schedules } from './schedules.ts';

/** What the operations on schedules need. */
interface ScheduleServices {
  readonly schedules: Pick<Schedules, 'list' | 'create' | 'update'>;
}

const closed = { additionalProperties: false } as const;
const spec = Type.String({
  maxLength: 200,
  description: '`every <N>m`, `every <N>h` or `daily HH:MM[,HH:MM…]`, in UTC.',
});
const payload = Type.Optional(
  Type.Object({}, { additionalProperties: true, description: 'Parameters of its jobs.' }),
);

/** Every schedule. */
export const list = operation({
  id: 'schedule.list',
  route: 'GET /api/admin/schedules',
  summary: 'What recurs: when it runs next and how it ended last.',
  who: 'admin',
  service: 'jobs',
  result: Type.Object({ schedules: Type.Array(scheduleSchema), count: Type.Integer() }),
  run: async (_input, { schedules }: ScheduleServices) => {
    const all = await schedules.list();
    return { schedules: all.map(scheduleWire), count: all.length };
  },
});

/** What a schedule is made of. */
export const createBody = Type.Object(
  {
    kind: Type.String({ maxLength: 100, examples: ['sync.run'] }),
    target: Type.String({ default: '', maxLength: 200, description: 'What of its kind; empty: all.' }),
    spec,
    enabled: Type.Boolean({ default: true }),
    catch_up: Type.Optional(catchUpWord),
    payload,
  },
  closed,
);

/** Makes one. */
export const create = operation({
  id: 'schedule.create',
  route: 'POST /api/admin/schedules',
  summary: 'Have a kind of job run again and again.',
  who: 'admin',
  body: createBody,
  result: scheduleSchema,
  status: 201,
  problems: ['invalid_schedule', 'schedule_exists', 'schedule_not_found'],
  audit: ({ body }) => ({ action: 'schedule.create', params: { ...body } }),
  run: async ({ body, principal, intent }, { schedules }: ScheduleServices) => {
    const { catch_up: catchUp = 'once', ...draft } = body;
    const made = await schedules.create({ ...draft, catchUp, createdBy: principal.userId }, intent);
    return scheduleWire(made);
  },
});

/** What can be changed of a schedule. */
export const updateBody = Type.Object(
  {
    spec: Type.Optional(spec),
    enabled: Type.Optional(Type.Boolean()),
    catch_up: Type.Optional(catchUpWord),
    payload,
  },
  { ...closed, minProperties: 1 },
);

/** Changes one. */
export const update = operation({
  id: 'schedule.update',
  route: 'PATCH /api/admin/schedules/:id',
  summary: 'Change when something recurs, or switch it off.',
  who: 'admin',
  params: Type.Object({ id: Type.String() }),
  body: updateBody,
  result: scheduleSchema,
  problems: ['invalid_schedule', 'schedule_not_found'],
  audit: ({ params, body }) => ({
    action: 'schedule.update',
    resource: `schedule:${params.id}`,
    params: { ...body },
  }),
  run: async ({ params, body, principal, intent }, { schedules }: ScheduleServices) => {
    const { catch_up: catchUp, ...changes } = body;
    const changed = { ...changes, catchUp, changedBy: principal.userId };
    return scheduleWire(await schedules.update(params.id, changed, intent));
  },
});

/** Everything that can be asked of schedules over HTTP. */
export const scheduleOperations = [list, create, update] as const;
