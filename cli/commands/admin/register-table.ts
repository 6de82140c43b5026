import { tableFields } from '../../admin/table-fields.ts';
import type { Outcome, Run } from '../../command.ts';
import { followJob, jobFailure } from '../../jobs.ts';
import { objectOf, textOf } from '../../json/values.ts';
import type { Session } from '../../session/session.ts';
import { cellText } from '../../terminal/text-table.ts';

const path = '/api/admin/register-table';

/** Registers a table; when publishing it goes on as a job, that job is followed. */
export const run: Run = async (input, session) => {
  const body = { name: input.args[0], ...(await tableFields(input, session.world)) };
  if (input.on('dry-run')) return prechecked(session, body);
  const http = await session.http();
  const data = await http.object({ method: 'POST', path, body });
  const text = [`${cellText(data['name'])}: ${cellText(data['status'])} as ${cellText(data['id'])}.`];
  const jobId = textOf(data['job_id']);
  if (data['status'] !== 'accepted' || jobId === undefined) return { data, text };
  const job = await followJob(session, jobId);
  const failure = jobFailure(job);
  return { data: { ...data, job }, text, ...(failure && { failure }) };
};

// The server may ask the source what it knows of the table.
const seconds = 90;

const prechecked = async (session: Session, body: object): Promise<Outcome> => {
  const http = await session.http();
  const data = await http.object({ method: 'POST', path: `${path}/precheck`, body, seconds });
  const { id, rows, size_bytes: size, note } = objectOf(data['table']);
  const facts = [
    typeof rows === 'number' && `rows: ${rows}`,
    typeof size === 'number' && `bytes: ${size}`,
    textOf(note) ?? false,
  ];
  return {
    data,
    text: [
      `It could be registered as ${cellText(id)}.`,
      ...facts.filter((fact) => fact !== false).map(cellText),
    ],
  };
};
