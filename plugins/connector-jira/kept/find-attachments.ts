import { checkedLines } from './lines.ts';
import type { MonthFiles } from './month-files.ts';

const shape = /^\{"attachment_id":"([^"]*)","issue_key":"([^"]*)"/;

/** The issues whose attachments these are, as far as they are stored. */
export const issuesOfAttachments = async (
  files: MonthFiles,
  wanted: ReadonlySet<string>,
): Promise<ReadonlySet<string>> => {
  const keys = new Set<string>();
  if (wanted.size === 0) return keys;
  for (const [month, hash] of await files.months('attachments')) {
    for await (const line of checkedLines(files.pathOf('attachments', month, hash), hash)) {
      const [, id = '', key = ''] = shape.exec(line) ?? [];
      if (wanted.has(id)) keys.add(key);
    }
  }
  return keys;
};
