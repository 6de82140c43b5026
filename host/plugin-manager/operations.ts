import { Type } from '@agnes/sdk';
import { withoutLogin } from '../../marketplace/web-address.ts';
import type { Intent } from '../http/intent.ts';
import { operation } from '../http/operation.ts';
import type { Jobs } from '../jobs/jobs.ts';
import type { SystemStore } from '../store/system-store.ts';
import type { WantedInstall } from './plan.ts';
import type { Plans } from './plans.ts';
import { applyKind, changeDraft, rollbackKind } from './plugin-jobs.ts';
import type { PluginManager } from './plugin-manager.ts';
import { generationList, generationsOnWire, planBody, planOnWire, planResult, type Reach } from './wire.ts';

interface Services {
  readonly pluginManager: Pick<
    PluginManager,
    'current' | 'records' | 'nextGeneration' | 'rollbackTarget' | 'setEnabled'
  >;
  readonly pluginPlans: Pick<Plans, 'make' | 'take'>;
  readonly pluginReach: (types: readonly string[]) => Promise<Reach>;
  readonly jobs: Pick<Jobs, 'enqueue'>;
  readonly store: Pick<SystemStore, 'write'>;
}

const address = Type.Object({ publisher: Type.String(), slug: Type.String() });
const queued = Type.Object({
  job_id: Type.String(),
  generation: Type.Integer({ description: 'The one that is current when the job has succeeded.' }),
});
const switched = Type.Object({
  id: Type.String(),
  state: Type.String(),
  generation: Type.Integer(),
});

const generations = operation({
  id: 'plugins.generations',
  route: 'GET /api/admin/plugins/generations',
  summary: 'Which plugins were installed, exactly, after each change',
  who: 'admin',
  result: generationList,
  run: async (_input, { pluginManager }: Services) => {
    const { generation } = await pluginManager.current();
    return generationsOnWire(generation, await pluginManager.records());
  },
});

/** Works out a plan; pages ask it, too. */
export const plan = operation({
  id: 'plugins.plan',
  route: 'POST /api/admin/plugins/plan',
  summary: 'Work out what installing or removing plugins would do; nothing of them runs',
  who: 'admin',
  body: planBody,
  result: planResult,
  audit: ({ body: { install = [], remove = [] } }) => ({
    action: 'plugin.plan',
    resource: 'plugins',
    params: { install: install.map(installOnRecord), remove: [...remove] },
  }),
  run: async ({ body: { install = [], remove = [], grants = {} }, request, intent }, services: Services) => {
    await services.store.write(intent, async () => undefined);
    const made = await services.pluginPlans.make({ install, remove, grants }, request.signal);
    return planOnWire(made, services.pluginReach);
  },
});

/** Queues what a plan says; pages ask it, too. */
export const apply = operation({
  id: 'plugins.apply',
  route: 'POST /api/admin/plugins/apply',
  summary: 'Do what a plan says; when a plugin does not prove itself the old ones run on',
  who: 'admin',
  body: Type.Object(
    {
      plan_id: Type.String(),
      plan_hash: Type.String(),
      approve: Type.Optional(Type.Array(Type.String(), { description: 'Every new capability, by name.' })),
    },
    { additionalProperties: false },
  ),
  result: queued,
  status: 202,
  problems: ['plan_expired', 'plan_unresolved', 'generation_changed'],
  audit: ({ body: { plan_id, approve = [] } }) => ({
    action: 'plugin.apply',
    resource: `plugin_plan:${plan_id}`,
    params: { approve: [...approve] },
  }),
  run: async ({ body, principal, request, intent }, { pluginManager, pluginPlans, jobs }: Services) => {
    const { plan_id: id, plan_hash: hash, approve = [] } = body;
    const wanted = pluginPlans.take(id, { hash, approve, by: principal.userId });
    const generation = await pluginManager.nextGeneration(wanted.base);
    const draft = { ...changeDraft(applyKind, wanted), createdBy: principal.userId, requestId: request.id };
    return { job_id: (await jobs.enqueue(draft, intent)).job.id, generation };
  },
});

/** Queues the way back; pages ask it, too. */
export const rollback = operation({
  id: 'plugins.rollback',
  route: 'POST /api/admin/plugins/rollback',
  summary: 'Go back to an older generation: code and granted capabilities, never the grants of people',
  who: 'admin',
  body: Type.Object(
    { to_generation: Type.Optional(Type.Integer({ minimum: 1, description: 'Absent: the parent.' })) },
    { additionalProperties: false },
  ),
  result: queued,
  status: 202,
  audit: ({ body: { to_generation: to } }) => ({
    action: 'plugin.rollback',
    resource: 'plugins',
    params: { to_generation: to ?? null },
  }),
  problems: ['generation_not_found'],
  run: async (
    { body: { to_generation: to }, principal, request, intent },
    { pluginManager, jobs }: Services,
  ) => {
    const generation = await pluginManager.rollbackTarget(to);
    const draft = {
      ...changeDraft(rollbackKind, { to: generation }),
      createdBy: principal.userId,
      requestId: request.id,
    };
    return { job_id: (await jobs.enqueue(draft, intent)).job.id, generation };
  },
});

/** Switches a plugin on; pages ask it, too. */
export const enable = operation({
  id: 'plugins.enable',
  route: 'POST /api/admin/plugins/:publisher/:slug/enable',
  summary: 'Switch a plugin on',
  who: 'admin',
  params: address,
  result: switched,
  problems: ['plugin_not_found', 'plugin_apply_failed', 'generation_changed'],
  audit: ({ params: { publisher, slug } }) => ({
    action: 'plugin.enable',
    resource: `plugin:${publisher}/${slug}`,
  }),
  run: ({ params, principal, intent }, services: Services) =>
    switchedTo(services, { ...params, enabled: true, by: principal.userId, intent }),
});

/** Switches a plugin off; pages ask it, too. */
export const disable = operation({
  id: 'plugins.disable',
  route: 'POST /api/admin/plugins/:publisher/:slug/disable',
  summary: 'Switch a plugin off; tables that it has read stay readable',
  who: 'admin',
  params: address,
  result: switched,
  problems: ['plugin_not_found', 'generation_changed'],
  audit: ({ params: { publisher, slug } }) => ({
    action: 'plugin.disable',
    resource: `plugin:${publisher}/${slug}`,
  }),
  run: ({ params, principal, intent }, services: Services) =>
    switchedTo(services, { ...params, enabled: false, by: principal.userId, intent }),
});

/** What is audited of an install that was asked for. */
const installOnRecord = ({ id, version, source }: WantedInstall) => ({
  ...(id !== undefined && { id }),
  ...(version !== undefined && { version }),
  source: source?.type ?? 'known',
  ...(source && { from: source.type === 'folder' ? source.path : withoutLogin(source.url ?? '') }),
});

interface Switch {
  readonly publisher: string;
  readonly slug: string;
  readonly enabled: boolean;
  readonly by: string;
  readonly intent: Intent;
}

const switchedTo = async (
  { pluginManager, store }: Pick<Services, 'pluginManager' | 'store'>,
  { publisher, slug, enabled, by, intent }: Switch,
) => {
  const id = `${publisher}/${slug}`;
  const note = () => store.write(intent, async () => undefined);
  const { state, generation } = await pluginManager.setEnabled(id, enabled, { by, note });
  return { id, state: state.state, generation };
};

/** Everything that changes which plugins there are. */
export const pluginManagerOperations = [generations, plan, apply, rollback, enable, disable] as const;
