import { resolve } from 'node:path';
import { Secret } from '@agnes/sdk';
import test, { type ExecutionContext } from 'ava';
import { startChild } from '../../host/kernel/child-process.ts';
import { Heard } from '../../host/kernel/connector-run-heard.ts';
import { Talk } from '../../host/kernel/connector-run-talk.ts';
import { JobAnswer } from '../../host/kernel/job-answer.ts';
import { brokerFor } from '../fixtures/broker/broker-for.ts';
import { orderFor, planned, type RunSetup } from '../fixtures/connector-run/run.ts';
import { tempFolder } from '../support/temp-folder.ts';

/** A conversation with a program that is not the SDK's. */
const talkWith = async (t: ExecutionContext, text: string, setup: Partial<RunSetup> = {}): Promise<Talk> => {
  const order = orderFor({ entry: 'scripted.ts', ...setup }, await tempFolder(t));
  const broker = brokerFor(t, { secrets: () => new Secret('hunter2-canary') });
  await broker.secret('TOKEN');
  const child = startChild({
    program: resolve(import.meta.dirname, '../fixtures/child/sends.ts'),
    args: [text],
  });
  t.teardown(() => child.kill());
  return new Talk({ order, broker, child, alive: () => {} });
};

const listenTo = async (t: ExecutionContext, text: string): Promise<unknown> =>
  (await talkWith(t, text)).listen();

test('nothing is believed before a greeting', async (t) => {
  const message = /the first message is not "hello"/;

  await t.throwsAsync(listenTo(t, '{"type":"heartbeat"}\n'), { code: 'protocol_error', message });
  await t.throwsAsync(listenTo(t, '{"type":"done"}\n'), { code: 'protocol_error', message });
});

test('a child that speaks another version is told so', async (t) => {
  const text = '{"type":"hello","proto":2,"sdk":"9.0.0","pid":1}\n';

  await t.throwsAsync(listenTo(t, text), {
    code: 'protocol_error',
    message: /speaks version 2; this host speaks 1/,
  });
});

test('a child that goes without a word has said nothing', async (t) => {
  t.is(await listenTo(t, ''), undefined);
});

const hello = { type: 'hello', proto: 1, sdk: '0', pid: 1 };
const linesOf = (messages: readonly object[]): string =>
  [hello, ...messages].map((message) => `${JSON.stringify(message)}\n`).join('');

test('T125: no text of a child that people read holds a secret, whichever message brings it', async (t) => {
  const said = 'postgres://u:hunter2-canary@db';
  const error = { code: 'config_error', message: said, hint: said, retryable: false, class: 'ConfigError' };
  const columns = { city: { description: said } };
  const told: unknown[] = [];
  const messages = [
    { type: 'progress', done: 1, message: said },
    { type: 'notice', code: 'remark', message: said },
    { type: 'discovered', table: { name: 'a', sourceTable: 'a', description: said } },
    { type: 'state', table: 'table', state: { page: 1 }, cursor: said },
    { type: 'failed', table: 'other', error },
    { type: 'enriched', tables: [{ tableId: 'table', found: true, columns, owners: [said] }] },
    { type: 'result', done: { result: { [said]: said }, partial: said } },
    { type: 'error', error },
  ];
  const talk = await talkWith(t, linesOf(messages), {
    capabilities: { catalog: { why: 'It looks tables up.' } },
    tables: [planned('table'), planned('other')],
    onProgress: (progress) => told.push(progress),
  });

  const last = await talk.listen();

  const { notices, discovered, tables, answer } = talk;
  const heard = [last, told, notices, discovered, tables.outcomes(undefined), answer.done];
  for (const one of heard) {
    t.notRegex(JSON.stringify(one), /canary/);
    t.regex(JSON.stringify(one), /postgres:\/\/u:\[secret\]@db/);
  }
});

test('a notice about a table that was not planned ends the run', async (t) => {
  const foreign = { type: 'notice', table: 'payroll', code: 'table_failed', message: 'All is well.' };

  await t.throwsAsync(listenTo(t, linesOf([foreign])), {
    code: 'protocol_error',
    message: /"payroll" is no planned table/,
  });
});

test('a job whose manifest does not declare the catalog says nothing about tables', async (t) => {
  const said = { type: 'enriched', tables: [{ tableId: 'table', found: false }] };

  await t.throwsAsync(listenTo(t, linesOf([said])), { code: 'enrichment_undeclared' });
});

test('T83: a child that says more than the host can hold is ended, and what passes through does not count', (t) => {
  const heard = new Heard('acme/fixture', (text) => text);
  const passing = { type: 'progress', done: 1, message: 'x'.repeat(4_000_000) } as const;
  const kept = { type: 'state', table: 'table', state: 'x'.repeat(8_000_000) } as const;
  for (let times = 0; times < 20; times += 1) heard.take(passing);
  for (let times = 0; times < 8; times += 1) heard.take(kept);

  const error = t.throws(() => heard.take(kept));

  t.like(error, { code: 'protocol_error' });
  t.regex(error?.message ?? '', /more than 64 MB about its tables/);
});

test('a result that is longer than jobs may have is refused by the host, too', (t) => {
  const done = { result: 'x'.repeat(300 * 1024) };

  t.throws(
    () => new JobAnswer(orderFor({ entry: 'scripted.ts' }, '').plugin).take({ type: 'result', done }),
    {
      code: 'protocol_error',
      message: /its result has more than 262144 characters/,
    },
  );
});
