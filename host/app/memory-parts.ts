import type { Access } from '../access/access.ts';
import type { JobHandler } from '../jobs/job.ts';
import { Contradictions } from '../memory/contradictions.ts';
import { Duplicates } from '../memory/duplicates.ts';
import { Edits } from '../memory/edits.ts';
import { expireItems } from '../memory/expiry.ts';
import { Governance } from '../memory/governance.ts';
import { Memory } from '../memory/memory.ts';
import { MemoryIndex } from '../memory/memory-index.ts';
import { newId } from '../store/new-id.ts';
import type { Outside } from './outside.ts';

/* The corporate memory. */

type MemoryNeeds = Outside & { readonly access: Access };

export const memoryOf = ({ store, access, now, config }: MemoryNeeds) =>
  new Memory({ store, access, newId, now, decay: config.corporate_memory.decay });

export const memoryIndexOf = ({ store, access, memory }: MemoryNeeds & { readonly memory: Memory }) =>
  new MemoryIndex({ store, access, memory });

export const governanceOf = ({ store, access, now }: MemoryNeeds) => new Governance({ store, access, now });

export const editsOf = ({ store, access, now }: MemoryNeeds) => new Edits({ store, access, now });

export const contradictionsOf = ({ store, access, now }: MemoryNeeds) =>
  new Contradictions({ store, access, now, newId });

export const duplicatesOf = ({ store, access, now }: MemoryNeeds) => new Duplicates({ store, access, now });

/** The kind of the job that ends what is past its day. */
export const memoryExpiryKind = 'maintenance.memory-expiry';

/** Ends what is past its day, and what nobody reviewed. */
export const memoryExpiry =
  ({ store, now, config }: Pick<Outside, 'store' | 'now' | 'config'>): JobHandler =>
  async () => {
    const { review_period_months: reviewMonths } = config.corporate_memory;
    return { result: { expired: await expireItems({ store, now, reviewMonths }) } };
  };
