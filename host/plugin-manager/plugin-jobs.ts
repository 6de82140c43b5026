import { checkerFor, Type } from '@agnes/sdk';
import type { JobDraft, JobHandler } from '../jobs/job.ts';
import type { Wanted } from './plan.ts';
import type { PluginManager } from './plugin-manager.ts';

/** Kind of the job that replaces plugins. */
export const applyKind = 'plugin.apply';

/** Kind of the job that goes back to an older generation. */
export const rollbackKind = 'plugin.rollback';

/** What jobs that change plugins, or what they lie in, have in common: they run one at a time. */
export const changeKey = 'plugin-change';

/** How a change of plugins is queued: one at a time, and never tried again by itself. */
export const changeDraft = (kind: string, params: unknown) =>
  ({ kind, params, lane: 'light', concurrencyKey: changeKey, maxAttempts: 1 }) satisfies JobDraft;

const rollbackParams = checkerFor(Type.Object({ to: Type.Optional(Type.Integer()) }), { compiled: 'later' });

/** Does the changes that were queued. */
export const changeHandlers = (
  manager: Pick<PluginManager, 'apply' | 'rollback'>,
): Readonly<Record<string, JobHandler>> => ({
  [applyKind]: async ({ job, signal, event }) => {
    const tell = (message: string) => event('log', { message });
    // Written by the host itself, from a plan that it has checked.
    const { generation } = await manager.apply(job.params as Wanted, signal, tell);
    return { result: { generation } };
  },
  [rollbackKind]: async ({ job }) => {
    const params = rollbackParams(job.params);
    const { generation } = await manager.rollback(params.ok ? params.value.to : undefined);
    return { result: { generation } };
  },
});
