import type { GenerationLock } from '../kernel/generation-lock.ts';
import type { Wanted } from './plan.ts';

/** What a generation is made with, beside what is wanted of it. */
interface Making {
  readonly generation: number;
  readonly parent: number;
  readonly hostVersion: string;
  readonly at: number;
}

/** The generation that a set of plugins becomes. */
export const wantedLock = (
  { plugins, reason, by }: Omit<Wanted, 'base'>,
  { generation, parent, hostVersion, at }: Making,
): GenerationLock => ({
  generation,
  parent,
  createdAt: new Date(at).toISOString(),
  createdBy: by,
  reason,
  host: { version: hostVersion },
  plugins: [...plugins],
});
