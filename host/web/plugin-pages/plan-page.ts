import type { Reply } from '../../http/reply.ts';
import { type apply, plan } from '../../plugin-manager/operations.ts';
import type { rollback } from '../../plugin-manager/rollback-operation.ts';
import { pageReply } from '../page-reply.ts';
import type { Refusal } from '../refusal.ts';
import { type Asker, askedBy } from './answers.ts';
import type { PluginPageServices } from './list-page.ts';
import { type Ask, type Offered, offersOf } from './plan-ask.ts';
import { planView } from './plan-view.ts';
import { pluginsPath } from './plugins-path.ts';
import type { PlanSeen } from './seen.ts';

/** What plans are made and applied with. */
export type PlanServices = PluginPageServices &
  Parameters<(typeof plan)['run']>[1] &
  Parameters<(typeof apply)['run']>[1] &
  Parameters<(typeof rollback)['run']>[1];

/** What is asked for, and what was shown before. */
interface Planning {
  readonly ask: Ask;
  readonly before?: readonly Offered[];
}

/** Works out a plan and shows it. Nothing of the plugins has changed. */
export const planPage = async (
  services: PlanServices,
  asker: Asker,
  { ask, before }: Planning,
): Promise<Reply> => {
  // As the schema of its result says.
  const made = (await plan.run(askedBy(asker, { body: ask }), services)) as PlanSeen;
  return plannedPage(services, asker, { ask, plan: made, ...(before && { before }) });
};

/** A plan that is there. Without what was asked for it is of a bundle, and is applied as it is or not at all. */
export const plannedPage = (
  services: PlanServices,
  asker: Asker,
  { ask, plan: made, before }: Partial<Planning> & { readonly plan: PlanSeen },
): Promise<Reply> => {
  const offers = offersOf(made, before);
  const view = planView({ ask, plan: made, offers, isNarrowed: before !== undefined, now: services.web.now });
  const status = made.problems.length > 0 ? 422 : 200;
  return planReply(services, asker, { view, status });
};

/** A plan that cannot be applied any more, with a way to make it again. */
export const lostPlanPage = (
  services: PlanServices,
  asker: Asker,
  { ask, refusal }: { readonly ask: Ask | undefined; readonly refusal: Refusal },
): Promise<Reply> => {
  const view = planView({ ask, offers: [], refusal, isNarrowed: false, now: services.web.now });
  return planReply(services, asker, { view, status: refusal.status });
};

const planReply = (
  { web }: PlanServices,
  asker: Asker,
  { view, status }: { readonly view: object; readonly status: number },
): Promise<Reply> =>
  pageReply(web, asker, { page: 'plugin-plan', title: 'Plan · Plugins', path: pluginsPath, view, status });
