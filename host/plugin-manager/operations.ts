import { Type } from '@agnes/sdk';
import { withoutLogin } from '../../marketplace/web-address.ts';
import type { Intent } from '../http/intent.ts';
import { operation } from '../http/operation.ts';
import type { Jobs } from '../jobs/jobs.ts';
import type { SecretDraft } from '../store/secrets/stored-secret.ts';
import type { SystemStore } from '../store/system-store.ts';
import { askedOf, planBody } from './asked-wire.ts';
import type { WantedInstall } from './plan.ts';
import type { Plans } from './plans.ts';
import { pluginAddress } from './plugin-address.ts';
import { applyKind, changeDraft } from './plugin-jobs.ts';
import type { PluginManager } from './plugin-manager.ts';
import { keysOf } from './settings/audited.ts';
import { generationList, generationsOnWire, planOnWire, planResult, type Reach } from './wire.ts';

interface Services {
  readonly pluginManager: Pick<PluginManager, 'current' | 'records' | 'nextGeneration' | 'setEnabled'>;
  readonly pluginPlans: Pick<Plans, 'make' | 'recall' | 'take' | 'secretsOf'>;
  /** Keeps secrets that were typed for a plan; they are named by what is applied. */
  readonly keepTyped: (secrets: readonly SecretDraft[], intent: Intent) => Promise<void>;
  readonly pluginReach: (types: readonly string[]) => Promise<Reach>;
  readonly jobs: Pick<Jobs, 'enqueue'>;
  readonly store: Pick<SystemStore, 'write'>;
}

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
  audit: ({ body: { install = [], remove = [], pin_sources = {}, config = {} } }) => ({
    action: 'plugin.plan',
    resource: 'plugins',
    params: {
      install: install.map(installOnRecord),
      remove: [...remove],
      pin_sources,
      config: keysOf(config),
    },
  }),
  run: async ({ body, request, intent }, services: Services) => {
    await services.store.write(intent, async () => undefined);
    const made = await services.pluginPlans.make(askedOf(body), request.signal);
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
  problems: ['plan_expired', 'plan_unresolved', 'generation_changed', 'bisect_running'],
  audit: ({ body: { plan_id, approve = [] } }) => ({
    action: 'plugin.apply',
    resource: `plugin_plan:${plan_id}`,
    params: { approve: [...approve] },
  }),
  run: async (
    { body, principal, request, intent },
    { pluginManager, pluginPlans, jobs, keepTyped }: Services,
  ) => {
    const { plan_id: id, plan_hash: hash, approve = [] } = body;
    await pluginPlans.recall(id);
    const wanted = pluginPlans.take(id, { hash, approve, by: principal.userId });
    const generation = await pluginManager.nextGeneration(wanted.base);
    await keepTyped(pluginPlans.secretsOf(id), intent);
    const draft = { ...changeDraft(applyKind, wanted), createdBy: principal.userId, requestId: request.id };
    return { job_id: (await jobs.enqueue(draft, intent)).job.id, generation };
  },
});

/** Switches a plugin on; pages ask it, too. */
export const enable = operation({
  id: 'plugins.enable',
  route: 'POST /api/admin/plugins/:publisher/:slug/enable',
  summary: 'Switch a plugin on',
  who: 'admin',
  params: pluginAddress,
  result: switched,
  problems: ['plugin_not_found', 'plugin_apply_failed', 'generation_changed', 'bisect_running'],
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
  params: pluginAddress,
  result: switched,
  problems: ['plugin_not_found', 'generation_changed', 'bisect_running'],
  audit: ({ params: { publisher, slug } }) => ({
    action: 'plugin.disable',
    resource: `plugin:${publisher}/${slug}`,
  }),
  run: ({ params, principal, intent }, services: Services) =>
    switchedTo(services, { ...params, enabled: false, by: principal.userId, intent }),
});

/** What is audited of an install that was asked for. */
const installOnRecord = ({ id, version, source, sources }: WantedInstall) => ({
  ...(id !== undefined && { id }),
  ...(version !== undefined && { version }),
  ...(sources && { sources: [...sources] }),
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
  return { id, state, generation };
};

/** Everything that changes which plugins there are. */
export const pluginManagerOperations = [generations, plan, apply, enable, disable] as const;
