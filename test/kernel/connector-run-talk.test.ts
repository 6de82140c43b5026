import { resolve } from 'node:path';
import test, { type ExecutionContext } from 'ava';
import { startChild } from '../../host/kernel/child-process.ts';
import type { ConnectorOrder } from '../../host/kernel/connector-run-order.ts';
import { Talk } from '../../host/kernel/connector-run-talk.ts';
import { brokerFor } from '../fixtures/broker/broker-for.ts';
import { orderFor } from '../fixtures/connector-run/run.ts';
import { tempFolder } from '../support/temp-folder.ts';

/** A conversation with a program that is not the SDK's. */
const listenTo = async (t: ExecutionContext, text: string): Promise<unknown> => {
  const child = startChild({
    program: resolve(import.meta.dirname, '../fixtures/child/sends.ts'),
    args: [text],
  });
  t.teardown(() => child.kill());
  const order: ConnectorOrder = orderFor({ entry: 'scripted.ts' }, await tempFolder(t));
  return new Talk({ order, broker: brokerFor(t, {}), child, alive: () => {} }).listen();
};

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
