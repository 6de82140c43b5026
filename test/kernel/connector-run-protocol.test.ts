import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import test from 'ava';
import { startUpstream } from '../fixtures/broker/upstream.ts';
import { run } from '../fixtures/connector-run/run.ts';
import { likeWhole } from '../support/like-whole.ts';
import { tempFolder } from '../support/temp-folder.ts';

const line = (message: unknown): string => `${JSON.stringify(message)}\n`;

test('a frame that is no JSON ends the run', async (t) => {
  const { outcome } = await run(t, { entry: 'frames.ts', config: { text: 'garbage\n' } });

  likeWhole(t, outcome, { ok: false, error: { code: 'protocol_error' }, tables: [{ status: 'failed' }] });
});

test('a frame without an end is cut at 8 MiB', async (t) => {
  const { outcome } = await run(t, { entry: 'frames.ts', config: { text: 'x'.repeat(1024), times: 10_000 } });

  t.like(outcome.error, { code: 'protocol_error' });
  t.regex(outcome.error?.message ?? '', /longer than 8388608 bytes/);
});

test('frames of unknown types are ignored, counted, and do no harm however many there are', async (t) => {
  const text = line({ type: 'surprise', id: 7, nested: [{ a: null }] });

  const { outcome, log } = await run(t, { entry: 'frames.ts', config: { text, times: 100_000 } });

  t.true(outcome.ok);
  t.deepEqual(log, ['100000 messages of an unknown type were ignored']);
});

test('a frame of a known type with a wrong member ends the run and names the member', async (t) => {
  const { outcome } = await run(t, {
    entry: 'frames.ts',
    config: { text: line({ type: 'unchanged', table: 5 }) },
  });

  t.like(outcome.error, { code: 'protocol_error' });
  t.regex(outcome.error?.message ?? '', /"unchanged" is not valid: \/table must be string/);
});

test('an answer to a question that nobody asked is not taken for one', async (t) => {
  const { outcome } = await run(t, { entry: 'frames.ts', config: { text: '[1]\nnull\n' } });

  t.like(outcome.error, { code: 'protocol_error' });
});

test('a table that was not planned, and one that has ended, cannot be spoken of', async (t) => {
  const foreign = line({ type: 'unchanged', table: 'other' });
  const twice = line({ type: 'state', table: 'table', state: 1 });

  const unplanned = await run(t, { entry: 'frames.ts', config: { text: foreign } });
  const ended = await run(t, { entry: 'frames.ts', config: { text: twice, times: 2 } });

  t.regex(unplanned.outcome.error?.message ?? '', /"other" is no planned table/);
  t.regex(ended.outcome.error?.message ?? '', /comes after its table's end/);
});

test('a forged path outside the folders of the run fails its table', async (t) => {
  const outside = await tempFolder(t);
  const path = join(outside, 'secret.csv');
  await writeFile(path, 'a\n1\n');
  const text = line({ type: 'file', table: 'table', path, format: { kind: 'csv' } });

  const { outcome } = await run(t, { entry: 'frames.ts', config: { text } });

  likeWhole(t, outcome.tables, [{ status: 'failed', error: { code: 'file_refused' } }]);
});

test('a folder that begins like that of the run is not that of the run', async (t) => {
  const staging = await tempFolder(t);
  const beside = `${staging}-beside`;
  await mkdir(beside);
  t.teardown(() => rm(beside, { recursive: true }));
  await writeFile(join(beside, 'a.csv'), 'a\n1\n');
  const text = line({ type: 'file', table: 'table', path: join(beside, 'a.csv'), format: { kind: 'csv' } });

  const { outcome } = await run(t, { entry: 'frames.ts', staging, config: { text } });

  likeWhole(t, outcome.tables, [{ status: 'failed', error: { code: 'file_refused' } }]);
});

test('types that are none are refused, of rows and of files', async (t) => {
  const format = { kind: 'csv', types: { a: 'NONSENSE' } };
  const file = line({ type: 'file', table: 'table', path: '/x', format });
  const columns = [{ name: 'a', type: 'NONSENSE' }];
  const rows = line({ type: 'rows', table: 'table', path: '/x', columns, rows: 1 });

  const ofFile = await run(t, { entry: 'frames.ts', config: { text: file } });
  const ofRows = await run(t, { entry: 'frames.ts', config: { text: rows } });

  t.regex(ofFile.outcome.error?.message ?? '', /"NONSENSE" is no column type/);
  t.regex(ofRows.outcome.error?.message ?? '', /"NONSENSE" is no column type/);
});

test('a run cannot name files without end', async (t) => {
  const text = line({ type: 'file', table: 'table', path: '/x', format: { kind: 'csv' } });

  const { outcome } = await run(t, { entry: 'frames.ts', config: { text, times: 20_001 } });

  t.regex(outcome.error?.message ?? '', /more than 20000 files/);
});

test('a second greeting ends the run', async (t) => {
  const text = line({ type: 'hello', proto: 1, sdk: '0', pid: 1 });

  const { outcome } = await run(t, { entry: 'frames.ts', config: { text } });

  t.regex(outcome.error?.message ?? '', /"hello" comes twice/);
});

test('a file that is not there fails its table', async (t) => {
  const staging = await tempFolder(t);
  const path = join(staging, 'gone.csv');
  const text = line({ type: 'file', table: 'table', path, format: { kind: 'csv' } });

  const { outcome } = await run(t, { entry: 'frames.ts', staging, config: { text } });

  likeWhole(t, outcome.tables, [{ status: 'failed', error: { code: 'file_refused' } }]);
});

test('more requests at once than the SDK sends end the run', async (t) => {
  const { origin } = await startUpstream(t, () => {});
  const text = line({ type: 'http', id: 1, call: 'fetch', url: origin, request: {} });

  const { outcome } = await run(t, {
    entry: 'frames.ts',
    config: { text, times: 100, url: origin },
    capabilities: { network: [{ config: 'url', why: 'to read it' }] },
    privateAllowed: ['127.0.0.1'],
  });

  t.regex(outcome.error?.message ?? '', /more than 16 requests at once/);
});

test('a crash is told with how it ended', async (t) => {
  const folder = await tempFolder(t);
  await writeFile(join(folder, 'c.js'), 'process.reallyExit(9);');

  const { outcome } = await run(t, { folder, entry: 'c.js' });

  t.like(outcome.error, { code: 'connector_crashed', class: 'PluginBug' });
  t.regex(outcome.error?.message ?? '', /exit code 9/);
});

test('an entry that is no connector is told as such', async (t) => {
  const folder = await tempFolder(t);
  await writeFile(join(folder, 'c.js'), 'export default { check() {} };');

  const { outcome } = await run(t, { folder, entry: 'c.js' });

  t.regex(outcome.error?.message ?? '', /has no check, discover and read/);
});
