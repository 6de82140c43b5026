import { Type } from '@agnes/sdk';
import { operation } from '../../http/operation.ts';
import type { Reply } from '../../http/reply.ts';
import { apply } from '../../plugin-manager/operations.ts';
import { rollback } from '../../plugin-manager/rollback-operation.ts';
import { below } from '../address.ts';
import { page } from '../form-fields.ts';
import { seeOther } from '../page-reply.ts';
import { orShowAgain } from '../refusal.ts';
import { type Asker, askedBy, pluginList } from './answers.ts';
import { pluginsPage } from './list-page.ts';
import { askOfForm, isAsShown, narrowedAsk, offersOfForm, tickedOf } from './plan-ask.ts';
import { lostPlanPage, type PlanServices, planPage } from './plan-page.ts';

type Form = Readonly<Record<string, string>>;

const form = Type.Record(Type.String({ maxLength: 500 }), Type.String({ maxLength: 100_000 }), {
  description: 'What is asked for, and the ticked capabilities.',
});

/** What is audited of a form: names, never what was typed. */
const planned = (body: Form) => ({
  action: 'plugin.plan',
  resource: 'plugins',
  params: { from: (body['from'] ?? 'ask').slice(0, 40), fields: Object.keys(body).slice(0, 50) },
});

const makePlan = operation({
  id: 'web.plugin_plan',
  route: 'POST /admin/plugins/plan',
  summary: 'Works out what a change of plugins would do, from the page',
  who: 'admin',
  body: form,
  result: page,
  problems: ['invalid_input'],
  audit: ({ body }) => planned(body),
  run: (input, services: PlanServices) =>
    orShowAgain(
      async () => planPage(services, input, { ask: askOfForm(input.body) }),
      (refusal) => pluginsPage(services, input, { refusal, values: input.body }),
    ),
});

const applyPlan = operation({
  id: 'web.plugin_apply',
  route: 'POST /admin/plugins/apply',
  summary: 'Does what a plan says, or works it out again with what was ticked, from the page',
  who: 'admin',
  body: form,
  result: page,
  problems: ['invalid_input', ...(apply.problems ?? [])],
  audit: ({ body }) =>
    isAsShown(body)
      ? { action: 'plugin.apply', resource: `plugin_plan:${(body['plan_id'] ?? '').slice(0, 100)}` }
      : planned(body),
  run: async (input, services: PlanServices) => {
    const { body } = input;
    const ask = isOfBundle(body) ? undefined : askOfForm(body);
    if (ask && !isAsShown(body)) {
      const { plugins } = await pluginList(services, input);
      return planPage(services, input, { ask: narrowedAsk(ask, body, plugins), before: offersOfForm(body) });
    }
    return orShowAgain(
      () => applied(services, input),
      (refusal) => lostPlanPage(services, input, { ask, refusal }),
    );
  },
});

/** What a bundle asked for is kept nowhere: its plan is applied as it was shown. */
const isOfBundle = ({ ask }: Form): boolean => ask === '';

const applied = async (services: PlanServices, input: Asker & { readonly body: Form }): Promise<Reply> => {
  const { plan_id = '', plan_hash = '' } = input.body;
  const approve = [...new Set(tickedOf(offersOfForm(input.body), input.body).map(({ name }) => name))];
  const queued = await apply.run(askedBy(input, { body: { plan_id, plan_hash, approve } }), services);
  return toJob(queued);
};

const goBack = operation({
  id: 'web.plugin_rollback',
  route: 'POST /admin/plugins/rollback',
  summary: 'Goes back to an older generation of plugins, from the page',
  who: 'admin',
  body: Type.Object({ to_generation: Type.String({ pattern: '^[1-9][0-9]{0,8}$' }) }),
  result: page,
  problems: [...(rollback.problems ?? [])],
  audit: ({ body: { to_generation: to } }) => ({
    action: 'plugin.rollback',
    resource: 'plugins',
    params: { to_generation: Number(to) },
  }),
  run: (input, services: PlanServices) =>
    orShowAgain(
      async () => {
        const body = { to_generation: Number(input.body.to_generation) };
        return toJob(await rollback.run(askedBy(input, { body }), services));
      },
      (refusal) => pluginsPage(services, input, { refusal }),
    ),
});

/** The page of the job that does it. */
const toJob = (queued: unknown) =>
  // As the schema of its result says.
  seeOther(below('/admin/jobs', (queued as { readonly job_id: string }).job_id));

/** The forms of pages that change which plugins there are. */
export const pluginPlanOperations = [makePlan, applyPlan, goBack] as const;
