import { constants } from 'node:fs';
import { open } from 'node:fs/promises';
import { join } from 'node:path';
import type { FileFormat } from '@agnes/sdk';
import { PipeClosed } from '@agnes/sdk/errors';
import { failureOf } from '@agnes/sdk/extract';
import test, { type ExecutionContext } from 'ava';
import { PipedTables } from '../../host/extract/piped-tables.ts';
import type { TableInput } from '../../host/extract/take-in-messages.ts';
import { pipedLimits, stageTables } from '../../host/extract/take-in-process.ts';
import type { Table } from '../../host/registry/table.ts';
import { plainRows } from './support/plain-duckdb.ts';
import { fileOf, stageLab } from './support/stage-lab.ts';

const format: FileFormat = {
  kind: 'csv',
  dialect: 'copy',
  columns: [
    { name: 'id', type: 'INTEGER' },
    { name: 'note', type: 'VARCHAR' },
  ],
};

/** Tables `a` to `e` with a pipe each, and what a child would do with them. */
const pipedLab = async (t: ExecutionContext, more: Partial<TableInput> = {}) => {
  const lab = await stageLab(t);
  const piped = new PipedTables(async ({ table: { id, name }, files }, _pipe, signal) => {
    const table = { id, name, files, primaryKey: [], ...more };
    const request = {
      scratch: lab.scratch,
      allowedPaths: [lab.inputs],
      tables: [table],
      limits: pipedLimits,
    };
    const [staged] = await stageTables({ command: 'stage', ...request }, signal);
    if (!staged) throw new Error('nothing was answered');
    return staged;
  });
  t.teardown(() => piped[Symbol.asyncDispose]());
  const names = ['a', 'b', 'c', 'd', 'e'];
  await piped.open(lab.inputs, names.map(plannedRead));
  const pipe = (id: string): string => piped.pipeOf(id) ?? '';
  return {
    ...lab,
    piped,
    pipe,
    name: (id: string, file = { path: pipe(id), format }) => piped.take({ table: id, mode: 'replace', file }),
    /** Writes lines as a child would, until nobody reads them. */
    write: async (id: string, lines: Iterable<string>) => {
      await using file = await open(pipe(id), constants.O_WRONLY);
      for (const line of lines) await file.appendFile(line);
    },
    end: (tables: readonly Ended[]) => piped.settle({ ok: true, tables, discovered: [], notices: [] }),
    read: (id: string): Ended => ({
      id,
      status: 'read',
      mode: 'replace',
      files: [{ path: pipe(id), format }],
    }),
  };
};

type Ended = Awaited<ReturnType<PipedTables['settle']>>['tables'][number];

const plannedRead = (id: string) => ({
  // Of a table, its id and its name are all that counts here.
  table: { id, name: id } as Table,
  planned: { id, name: id, strategy: 'full_refresh' as const, fullRefresh: true, primaryKey: [] },
  refresh: { isWhole: true, isForced: false, isNew: false },
  stateVersion: 1,
  measure: [],
});

test('rows are taken in while they are written, NULL and an empty text told apart', async (t) => {
  const lab = await pipedLab(t);

  lab.name('a');
  await lab.write('a', ['1,\n', '2,""\n', '3,"x\ny"\n']);
  const { tables } = await lab.end([lab.read('a')]);

  t.is(tables[0]?.status, 'read');
  const staged = await lab.piped.resultOf('a');
  if (!staged) return t.fail();
  t.deepEqual(await plainRows(t, `SELECT * FROM '${fileOf(staged).path}'`), [
    { id: 1, note: null },
    { id: 2, note: '' },
    { id: 3, note: 'x\ny' },
  ]);
});

test('a value that does not fit closes the pipe, and its place is what people are told', async (t) => {
  const lab = await pipedLab(t, { onTypeError: 'evolve' });
  const endless = function* () {
    yield '1,a\nx,b\n';
    for (;;) yield '2,c\n'.repeat(100_000);
  };

  lab.name('a');
  const cause = await t.throwsAsync(lab.write('a', endless()), { code: 'EPIPE' });
  const error = failureOf(PipeClosed({ table: 'a' }, { cause }));
  const { tables } = await lab.end([{ id: 'a', status: 'failed', error }]);

  t.like(tables[0], { status: 'failed', error: { code: 'bad_row', retryable: false } });
});

test('what a child leaves half-way, or never begins, holds nobody up and counts for nothing', async (t) => {
  const lab = await pipedLab(t);
  const error = failureOf(new Error('gone'));

  lab.name('a');
  lab.name('b');
  await lab.write('a', ['1,a\n']);
  const { tables } = await lab.end([
    { id: 'a', status: 'failed', error },
    { id: 'b', status: 'failed', error },
    lab.read('c'),
  ]);

  t.deepEqual(
    tables.slice(0, 2).map((table) => table.status === 'failed' && table.error.code),
    ['plugin_bug', 'plugin_bug'],
  );
  t.like(tables[2], { status: 'failed', error: { code: 'pipe_refused' } });
  t.is((await lab.piped.resultOf('b'))?.status, 'failed');
});

test('a pipe is all of a table, as csv with declared columns, and five are not read at a time', async (t) => {
  const lab = await pipedLab(t);

  lab.name('a', { path: lab.pipe('a'), format: { kind: 'csv' } });
  lab.name('b', { path: join(lab.inputs, 'other.csv'), format });
  for (const id of ['b', 'c', 'd', 'e']) lab.name(id);

  const refused = await lab.piped.resultOf('e');
  t.like(refused, { status: 'failed', error: { code: 'too_many_pipes' } });
  const first = await lab.piped.resultOf('a');
  t.like(first, { status: 'failed', error: { code: 'file_refused' } });
  const beside = {
    ...lab.read('b'),
    files: [
      { path: lab.pipe('b'), format },
      { path: lab.pipe('c'), format },
    ],
  };
  const { tables } = await lab.end([beside as Ended]);
  t.like(tables[0], { status: 'failed', error: { code: 'pipe_refused' } });
});
