import { resolve } from 'node:path';
import { archiveAudit } from '../../../admin/audit-archive.ts';
import { auditQuery } from '../../../admin/audit-filters.ts';
import type { Run } from '../../../command.ts';
import { badUsage } from '../../../errors.ts';
import { saveAnswer } from '../../../http/saved-answer.ts';
import type { Input } from '../../../input.ts';

/** Brings the audit log into a file; it appears under its name when it is complete. */
export const run: Run = async (input, session) => {
  const out = input.text('out');
  if (out === undefined) {
    throw badUsage({
      reason: '--out is missing.',
      hint: 'Example: agnes admin audit export --out audit.csv',
    });
  }
  const path = resolve(session.world.cwd, out);
  const query = auditQuery(input);
  const before = input.text('before');
  if (before !== undefined) {
    checkWhole(input, query);
    return archiveAudit(session, { before, path });
  }
  const format = formatOf(input, out);
  query.set('format', format);
  const http = await session.http();
  const request = { path: `/api/admin/audit/export?${query}`, seconds: 300 };
  // Who did what is nobody else's to read, whatever the umask says.
  const bytes = await saveAnswer(http, { request, path, pid: session.world.pid, mode: 0o600 });
  return { data: { file: path, format, bytes }, text: [`${path}: ${bytes} bytes.`] };
};

const formatOf = (input: Input, out: string): string =>
  input.text('format') ?? (out.endsWith('.csv') ? 'csv' : 'ndjson');

/** What is taken out of the log goes as a whole, with the hashes by which the chain is followed. */
const checkWhole = (input: Input, query: URLSearchParams): void => {
  if (query.size === 0 && (input.text('format') ?? 'ndjson') === 'ndjson') return;
  throw badUsage({
    reason: '--before takes entries out of the log: it goes with no filter, and with no format but ndjson.',
    hint: 'Leave the other options out; --until narrows an export that takes nothing out.',
  });
};
