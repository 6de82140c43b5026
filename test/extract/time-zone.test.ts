import { fileURLToPath } from 'node:url';
import test from 'ava';
import type { TableStaged } from '../../host/extract/take-in-messages.ts';
import { takeInLimits } from '../../host/extract/take-in-process.ts';
import type { TakeInAnswer } from '../../host/extract/take-in-protocol.ts';
import { startChild } from '../../host/kernel/child-process.ts';
import { plainRows } from './support/plain-duckdb.ts';
import { fileOf, type StageLab, stageLab } from './support/stage-lab.ts';

const program = fileURLToPath(new URL('../../host/extract/take-in.ts', import.meta.url));
const columns = [
  { name: 'ts', type: 'TIMESTAMP' },
  { name: 'tz', type: 'TIMESTAMPTZ' },
  { name: 'plain', type: 'TIMESTAMPTZ' },
];
const row =
  '{"ts":"2024-01-01T00:00:00+02:00","tz":"2024-01-01T00:00:00+02:00","plain":"2024-01-01T00:00:00"}\n';
const csv = 'at,with_zone\n2024-06-01 10:00:00,2024-06-01 10:00:00+02\n';

/** Takes rows and a csv file in on a machine of that time zone. */
const stageIn = async (lab: StageLab, TZ: string): Promise<readonly TableStaged[]> => {
  const child = startChild({ program, env: { TZ } });
  const table = { primaryKey: [], id: 'a' };
  await child.channel.send({
    command: 'stage',
    scratch: lab.scratch,
    allowedPaths: [lab.inputs],
    limits: takeInLimits,
    tables: [
      { ...table, name: 'rows', files: [await lab.write('r.ndjson', row, { kind: 'rows', columns })] },
      { ...table, name: 'csv', files: [await lab.write('a.csv', csv)] },
    ],
  });
  const staged: TableStaged[] = [];
  for await (const message of child.channel.messages) {
    const answer = message as TakeInAnswer;
    if (answer.type !== 'table') break;
    staged.push(answer.table);
  }
  await child.exited;
  return staged;
};

test('a timestamp is the same instant whatever the time zone of the server', async (t) => {
  const lab = await stageLab(t);

  const utc = (await stageIn(lab, 'UTC')).map((staged) => fileOf(staged).sha256);
  const auckland = (await stageIn(lab, 'Pacific/Auckland')).map(fileOf);

  t.deepEqual(
    auckland.map(({ sha256 }) => sha256),
    utc,
  );
  const [rows, files] = auckland.map(({ path }) => path);
  t.deepEqual(await plainRows(t, `SELECT ts, epoch_ms(tz) AS tz, epoch_ms(plain) AS plain FROM '${rows}'`), [
    {
      ts: '2023-12-31 22:00:00',
      tz: String(Date.UTC(2023, 11, 31, 22)),
      plain: String(Date.UTC(2024, 0, 1)),
    },
  ]);
  t.deepEqual(await plainRows(t, `SELECT "at", epoch_ms(with_zone) AS z FROM '${files}'`), [
    { at: '2024-06-01 10:00:00', z: String(Date.UTC(2024, 5, 1, 8)) },
  ]);
});
