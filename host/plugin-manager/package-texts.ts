import { open } from 'node:fs/promises';
import { join } from 'node:path';

const most = 256 * 1024;

/** What the CHANGELOG.md of a package says, as far as people read; empty where there is none. */
export const changelogOf = async (folder: string): Promise<string> => {
  try {
    await using file = await open(join(folder, 'CHANGELOG.md'));
    const { buffer, bytesRead } = await file.read(Buffer.alloc(most), 0, most, 0);
    return buffer.toString('utf8', 0, bytesRead);
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === 'ENOENT') return '';
    throw cause;
  }
};
