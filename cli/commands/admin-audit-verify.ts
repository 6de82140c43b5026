import { defineError } from '@agnes/sdk/errors';
import type { Run } from '../command.ts';
import { runHostProgram } from '../host-program.ts';
import type { HttpClient } from '../http-client.ts';
import type { JsonObject } from '../json-values.ts';
import type { Session } from '../session.ts';

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
  let checked = 0;
  for (;;) {
    // Each span begins with the last entry of the one before, so that the link between the two is checked.
    const from = Math.max(1, checked);
    const verdict = await verified(http, `from=${from}&to=${from + span - 1}`);
    const count = Number(verdict['checked']);
    checked = from - 1 + count;
    if (verdict['ok'] !== true) return { checked, verdict };
    if (count < span) break;
    out.note(`${checked} entries checked.`);
  }
  // What was cut off at the end shows against anchors behind it, which a closed span leaves out.
  const from = Math.max(1, checked);
  const verdict = await verified(http, `from=${from}`);
  return { checked: from - 1 + Number(verdict['checked']), verdict };
};

const verified = (http: HttpClient, query: string): Promise<JsonObject> =>
  http.object({ path: `/api/admin/audit/verify?${query}`, seconds: 300 });
