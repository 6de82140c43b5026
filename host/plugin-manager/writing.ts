import { reasonOf } from '../kernel/reason.ts';
import { pluginsUnwritable } from './errors.ts';

/** What a volume says that takes nothing more. */
const refusals: Readonly<Record<string, string>> = {
  ENOSPC: 'there is no space left on the volume',
  EDQUOT: 'the quota of the volume is used up',
  EROFS: 'the volume is read-only',
  EACCES: 'the host may not write there',
  EPERM: 'the host may not write there',
  EIO: 'the volume has failed',
};

/** Writes files of plugins; a volume that takes none is said in words that help. */
export const writing = async <T>(work: () => Promise<T>): Promise<T> => {
  try {
    return await work();
  } catch (cause) {
    const reason = refusals[codeOf(cause)];
    throw reason === undefined ? cause : pluginsUnwritable({ reason, said: reasonOf(cause) }, { cause });
  }
};

const codeOf = (cause: unknown): string =>
  cause instanceof Error && 'code' in cause && typeof cause.code === 'string' ? cause.code : '';
