import { Type } from '@agnes/sdk';
import { operation } from '../http/operation.ts';
import type { Jobs } from '../jobs/jobs.ts';
import { changeDraft, rollbackKind } from './plugin-jobs.ts';
import type { PluginManager } from './plugin-manager.ts';
import type { KeptState } from './state/kept-state.ts';
import { priceText } from './state/price.ts';
import { rollbackPrices } from './state/rollback-prices.ts';

interface Services {
  readonly pluginManager: Pick<PluginManager, 'current' | 'records' | 'rollbackTarget'>;
  readonly pluginState: Pick<KeptState, 'change' | 'price'>;
  readonly jobs: Pick<Jobs, 'enqueue'>;
}

/** Queues the way back; pages ask it, too. */
export const rollback = operation({
  id: 'plugins.rollback',
  route: 'POST /api/admin/plugins/rollback',
  summary:
    'Go back to an older generation: code, settings, granted capabilities and what sources remember, never the grants of people',
  who: 'admin',
  body: Type.Object(
    { to_generation: Type.Optional(Type.Integer({ minimum: 1, description: 'Absent: the parent.' })) },
    { additionalProperties: false },
  ),
  result: Type.Object({
    job_id: Type.String(),
    generation: Type.Integer({ description: 'The one that is current when the job has succeeded.' }),
    price: Type.String({ description: 'What it costs, in plain words.' }),
    loses: Type.Array(
      Type.Object({ plugin: Type.String(), checkpoints: Type.Integer(), rows: Type.Integer() }),
      {
        description:
          'Sync checkpoints that are lost, and at most how many rows are read again because of it.',
      },
    ),
  }),
  status: 202,
  audit: ({ body: { to_generation: to } }) => ({
    action: 'plugin.rollback',
    resource: 'plugins',
    params: { to_generation: to ?? null },
  }),
  problems: ['generation_not_found', 'bisect_running'],
  run: async (
    { body: { to_generation: to }, principal, request, intent },
    { pluginManager, pluginState, jobs }: Services,
  ) => {
    const generation = await pluginManager.rollbackTarget(to);
    const loses = await rollbackPrices(generation, { pluginManager, pluginState });
    const draft = {
      ...changeDraft(rollbackKind, { to: generation }),
      createdBy: principal.userId,
      requestId: request.id,
    };
    const { job } = await jobs.enqueue(draft, intent);
    return { job_id: job.id, generation, price: priceText(loses), loses: loses.map((one) => ({ ...one })) };
  },
});

/** How one goes back. */
export const pluginRollbackOperations = [rollback] as const;
