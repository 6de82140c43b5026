import test from 'ava';
import { attempt, type Listener, type TappedCode } from '../../host/kernel/attempt.ts';

/** Code of a plugin that gives the thread to nobody meanwhile. */
const hold = (ms: number): void => void Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, ms);

const held = (listener: Listener, timeoutMs: number) => {
  const rule: TappedCode['rule'] = { timeoutMs, check: (answer) => answer };
  const code = { plugin: 'acme/guard', version: '1.2.3', folder: '-', hook: 'afterExtract', tap: 0 } as const;
  return attempt({ ...code, rule }, { listener, input: {}, isDry: false });
};

test('a tap that holds the thread for longer than its time is late, although it answers at once', async (t) => {
  const answers = () => {
    hold(25);
    return [];
  };

  const { call, cause } = await held(answers, 20);

  t.is(call.outcome, 'timeout');
  t.like(cause, { code: 'hook_timed_out' });
  t.is((await held(() => [], 20_000)).call.outcome, 'ok');
});

test('a tap that holds the thread for seconds is told as what held up the host, whatever comes of it', async (t) => {
  const rejects = async () => {
    hold(1600);
    throw new Error('nobody hears this');
  };

  const { call, cause } = await held(rejects, 20_000);

  t.is(call.outcome, 'error');
  t.like(cause, { code: 'plugin_blocked' });
  t.regex(String(cause), /"acme\/guard" held up the whole host for \d+ s/);
});
