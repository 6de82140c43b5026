import { join } from 'node:path';
import test, { type ExecutionContext } from 'ava';
import { plainRows } from '../extract/support/plain-duckdb.ts';
import { type BooksSource, booksSource } from '../support/books-source.ts';
import type { HostClient } from '../support/host-client.ts';
import { startHost } from '../support/start-host.ts';
import { untilFile } from '../support/until-file.ts';

/*
 * A host that is killed again and again, each time at another step of a run. AGNES_KILLS says how often (2 when it is
 * not set), AGNES_SEED which steps.
 */

const kills = Number(process.env['AGNES_KILLS'] ?? 2);
const seed = Number(process.env['AGNES_SEED'] ?? 1);

/** Each is a sign that a run has come that far: a file that appears in the data folder, or an event of its job. */
const steps: Readonly<Record<string, RegExp | string>> = {
  begins: 'state',
  'extracts rows': /runs\/.*rows-\d/,
  'takes in': /runs\/.*\.parquet/,
  'moves files': /extracts\/books\/data\/.*\.parquet/,
  'writes the extract': /extracts\/books\/extract\.duckdb\..*tmp/,
  'replaces the extract': /extracts\/books\/extract\.duckdb$/,
  'builds views': /analytics\/gen-\d+\.duckdb\.tmp/,
  'has built views': /analytics\/gen-\d+\.duckdb$/,
  'shows them': /analytics\/analytics\.duckdb$/,
  commits: 'table',
  ends: 'end',
};

test(`F01: ${kills} kills at seeded steps lose nothing that was acknowledged and tear no table`, async (t) => {
  const books = await booksSource(t);
  const random = randomOf(seed);
  let host = await startHost(t, books);
  let client = await host.asAdmin();
  await registerLedger(client);
  await client.sync();
  const acknowledged: string[] = [];
  const told: string[] = [];
  let seen = await stateOf(client);
  for (let round = 1; round <= kills; round += 1) {
    await books.write(round + 1, [`l${round * 2}`, `l${round * 2 + 1}`]);
    const step = pick(Object.keys(steps), random);
    const job = await reached(client, books, step);
    acknowledged.push(job);
    const before = await stateOf(client).catch(() => seen);
    await host.kill9();

    host = await startHost(t, books);
    client = await host.asAdmin();
    const after = await stateOf(client);
    told.push(`${round}: ${step}`);
    t.is(after.debit, after.credit, told.join('\n'));
    t.true(
      after.debit >= before.debit && after.lines >= before.lines,
      `${told.join('\n')}: something went back`,
    );
    seen = after;
  }
  for (const job of acknowledged) await client.untilEvent(job, 'end');
  await client.sync();

  const count = kills * 2 + 1;
  const sum = (count * (count + 1)) / 2;
  t.deepEqual(await stateOf(client), { debit: kills + 1, credit: kills + 1, lines: count, sum });
  t.deepEqual(await statusesOf(client), new Set(['succeeded']));
  await readByAnyDuckDb(t, books, sum);
});

const registerLedger = (client: HostClient) =>
  client.ask('POST /api/admin/register-table', {
    body: {
      name: 'ledger',
      connection: 'books',
      source_table: 'ledger',
      sync_strategy: 'incremental',
      primary_key: ['line'],
    },
  });

interface Books {
  readonly debit: number;
  readonly credit: number;
  readonly lines: number;
  readonly sum: number;
}

const stateOf = async (client: HostClient): Promise<Books> => {
  const [row] = (await client.rows(
    `select (select min(batch) from debit), (select max(batch) from credit), count(*), sum(amount)::bigint from ledger`,
  )) as readonly (readonly number[])[];
  const [debit = 0, credit = 0, lines = 0, sum = 0] = row ?? [];
  return { debit, credit, lines, sum };
};

/** Starts a run and resolves, with its job, when it has come to the step, or is over. */
const reached = async (client: HostClient, { dataDir }: BooksSource, step: string): Promise<string> => {
  const sign = steps[step] ?? 'end';
  const watching = typeof sign === 'string' ? undefined : untilFile(dataDir, sign);
  const job = await client.trigger();
  const event = client.untilEvent(job, typeof sign === 'string' ? sign : 'end');
  await Promise.race([watching ?? event, event]);
  event.catch(() => undefined);
  return job;
};

const statusesOf = async (client: HostClient): Promise<ReadonlySet<string>> => {
  const { jobs } = await client.ask('GET /api/jobs?kind=sync.run');
  return new Set((jobs as readonly { readonly status: string }[]).map(({ status }) => status));
};

/** What people see who open the files with an engine of their own. */
const readByAnyDuckDb = async (t: ExecutionContext, { dataDir }: BooksSource, sum: number): Promise<void> => {
  for (const file of ['extracts/books/extract.duckdb', 'analytics/analytics.duckdb']) {
    const rows = await plainRows(t, 'SELECT sum(amount)::VARCHAR AS sum FROM ledger', join(dataDir, file));
    t.deepEqual(rows, [{ sum: String(sum) }], file);
  }
};

/** Numbers between 0 and 1, the same for the same seed. */
const randomOf = (start: number) => {
  let state = start;
  return (): number => {
    state = (state * 1_103_515_245 + 12_345) % 2_147_483_648;
    return state / 2_147_483_648;
  };
};

const pick = (items: readonly string[], random: () => number): string =>
  items[Math.floor(random() * items.length)] ?? 'ends';
