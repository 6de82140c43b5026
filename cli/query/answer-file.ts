import { badFile } from '../errors.ts';
import { codeOf, writeDurably } from '../files/durable-file.ts';

/** What the system says when it is the place that is wrong. */
const faults = new Set(['ENOENT', 'ENOTDIR', 'EISDIR', 'EACCES', 'EPERM', 'EROFS', 'ENOSPC', 'EDQUOT']);

/** Writes an answer to the file that its reader has named, as a whole or not at all. */
export const writeAnswer = async (
  path: string,
  content: Parameters<typeof writeDurably>[1],
  { pid }: { readonly pid: number },
): Promise<void> => {
  try {
    await writeDurably(path, content, { mode: 0o666, pid });
  } catch (cause) {
    const reason = codeOf(cause) ?? '';
    if (!faults.has(reason)) throw cause;
    throw badFile({ path, reason, hint: 'Name a file in a folder that you may write to.' }, { cause });
  }
};
