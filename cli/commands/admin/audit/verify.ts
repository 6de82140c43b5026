import { defineError } from '@agnes/sdk/errors';
import type { Run } from '../../../command.ts';
import type { HttpClient } from '../../../http/client.ts';
import { type JsonObject, numberOf } from '../../../json/values.ts';
import { runHostProgram } from '../../../programs/host.ts';
import type { Session } from '../../../session/session.ts';

const auditBroken = defineError<{ first_bad_seq: unknown; reason: unknown }>({
  code: 'audit_broken',
  kind: 'internal',
  message: ({ first_bad_seq, reason }) => `The audit log is broken at entry ${first_bad_seq}: ${reason}.`,
  hint: 'Keep the state folder as it is, and compare with a backup and with the anchors in the log of the host.',
});

/** Entries of one request: small enough for every proxy between here and the server. */
const span = 100_000;

/** Checks the audit log, at the server or, with `--offline`, in the folder of a host that is stopped. */
export const run: Run = async (input, session) => {
  if (input.on('offline')) {
    return runHostProgram(session, { command: 'admin audit verify', args: ['audit-verify'] });
  }
  const { checked, verdict } = await walk(await session.http(), session);
  const { first_bad_seq = null, reason = null } = verdict;
  const data = { checked, first_bad_seq, reason };
  if (verdict['ok'] !== true) return { data, failure: auditBroken({ first_bad_seq, reason }) };
  return { data, text: [`The audit log is whole: ${checked} entries.`] };
};

const walk = async (http: HttpClient, { out }: Session) => {
  let last = 0;
  for (;;) {
    // Each span begins with the last entry of the one before, so that the link between the two is checked.
    const from = Math.max(1, last);
    const { verdict, ...seen } = await spanOf(http, { from, to: from + span - 1 });
    last = seen.last;
    if (verdict['ok'] !== true) return { checked: last - seen.removed, verdict };
    if (last < from + span - 1) break;
    out.note(`${last - seen.removed} entries checked.`);
  }
  // What was cut off at the end shows against anchors behind it, which a closed span leaves out.
  const end = await spanOf(http, { from: Math.max(1, last) });
  return { checked: end.last - end.removed, verdict: end.verdict };
};

/** What the server says of a span, its last right entry, and how many were archived and taken out at the beginning. */
const spanOf = async (http: HttpClient, { from, to }: { readonly from: number; readonly to?: number }) => {
  const verdict = await verified(http, to === undefined ? `from=${from}` : `from=${from}&to=${to}`);
  const removed = (numberOf(verdict['first_seq']) ?? 1) - 1;
  return { verdict, removed, last: Math.max(from - 1, removed) + Number(verdict['checked']) };
};

const verified = (http: HttpClient, query: string): Promise<JsonObject> =>
  http.object({ path: `/api/admin/audit/verify?${query}`, seconds: 300 });
