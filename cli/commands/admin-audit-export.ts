import { resolve } from 'node:path';
import { auditQuery } from '../audit-filters.ts';
import type { Run } from '../command.ts';
import { badUsage } from '../errors.ts';
import type { Input } from '../input.ts';
import { saveAnswer } from '../saved-answer.ts';

/** Brings the audit log into a file; it appears under its name when it is complete. */
export const run: Run = async (input, session) => {
  const out = input.text('out');
  if (out === undefined) {
    throw badUsage({
      reason: '--out is missing.',
      hint: 'Example: agnes admin audit export --out audit.csv',
    });
  }
  const format = formatOf(input, out);
  const query = auditQuery(input);
  const before = input.text('before');
  if (before !== undefined) query.set('until', earlierThan(before));
  query.set('format', format);
  const path = resolve(session.world.cwd, out);
  const http = await session.http();
  const request = { path: `/api/admin/audit/export?${query}`, seconds: 300 };
  // Who did what is nobody else's to read, whatever the umask says.
  const bytes = await saveAnswer(http, { request, path, pid: session.world.pid, mode: 0o600 });
  return { data: { file: path, format, bytes }, text: [`${path}: ${bytes} bytes.`] };
};

const formatOf = (input: Input, out: string): string =>
  input.text('format') ?? (out.endsWith('.csv') ? 'csv' : 'ndjson');

/** The server takes the last instant that counts. */
const earlierThan = (text: string): string => {
  const at = Date.parse(text);
  if (Number.isNaN(at)) {
    throw badUsage({ reason: `--before is no instant: "${text}".`, hint: 'Example: --before 2027-01-31' });
  }
  return new Date(at - 1).toISOString();
};
