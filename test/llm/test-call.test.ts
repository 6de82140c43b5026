import test from 'ava';
import { startModelServer } from '../../plugins/connector-llm/test/model-server.ts';
import { newWorkspace, runCli } from '../support/run-cli.ts';
import { startHost } from '../support/start-host.ts';

const canary = 'sk-canary-4711-0815';

test('`agnes llm test` tells whether the model answers; its key goes to the provider and nowhere else', async (t) => {
  const model = await startModelServer(t, [
    { say: '{"answer":"yes"}' },
    { status: 401, error: `wrong key ${canary}` },
  ]);
  const host = await startHost(t, {
    config: {
      ai: { provider: 'openai_compat', api_key: 'MODEL_KEY', base_url: `${model.url}/v1`, model: 'local' },
      egress: { private: ['127.0.0.1'] },
    },
    env: { MODEL_KEY: canary },
  });
  const { cwd, env } = await newWorkspace(t);
  const machine = { cwd, env: { ...env, AGNES_SERVER: host.url, AGNES_TOKEN: await host.token() } };

  const good = await runCli(t, ['llm', 'test'], machine);
  const bad = await runCli(t, ['llm', 'test', '--json'], machine);

  t.regex(good.stdout, /^openai_compat local answers: \d+ ms, 25 tokens in, 7 out\.\n$/);
  t.is(bad.code, 5);
  t.is(JSON.parse(bad.stdout).error.code, 'llm_auth_failed');
  t.deepEqual(
    model.asked.map(({ headers }) => headers.authorization),
    [`Bearer ${canary}`, `Bearer ${canary}`],
  );
  const said = [good.stdout, good.stderr, bad.stdout, bad.stderr, host.stdout(), host.stderr()].join('\n');
  t.false(said.includes(canary));
});
