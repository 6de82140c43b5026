import { join } from 'node:path';
import type { ExecutionContext } from 'ava';
import { newPlugin } from '../../../host/app/author/new-plugin.ts';
import { tempFolder } from '../../support/temp-folder.ts';

/** A folder with a new plugin of a kind, as its author finds it. */
export const made = async (t: ExecutionContext, kind: string, mode?: string): Promise<string> => {
  const folder = join(await tempFolder(t), 'lanterns');
  await newPlugin({ folder, kind, id: 'acme/lanterns', ...(mode !== undefined && { mode }) });
  return folder;
};
