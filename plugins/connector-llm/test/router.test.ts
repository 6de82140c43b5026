import test from 'ava';
import type { Turn } from './model-server.ts';
import { city, openAi, request, started } from './router-lab.ts';

test('Anthropic is asked by the schema, and what the answer took is told and counted', async (t) => {
  const { llm, asked, taken } = await started(t, [city]);

  const answer = await llm.extractJson(request);

  t.like(answer, {
    value: { city: 'Brno' },
    model: 'some-model',
    inputTokens: 25,
    outputTokens: 7,
    calls: 1,
  });
  t.like(asked[0], {
    path: '/v1/messages',
    headers: { 'anthropic-version': '2023-06-01' },
    body: {
      max_tokens: 200,
      output_config: { format: { type: 'json_schema', schema: { additionalProperties: false } } },
    },
  });
  t.false('tools' in (asked[0]?.body ?? {}));
  t.deepEqual(taken, ['take all', 'spend corporate-memory 32', 'spend all 32']);
});

test('material is set apart by a line that nobody can write into it', async (t) => {
  const { llm, asked } = await started(t, [city]);

  await llm.extractJson(request);

  const [{ content }] = Object(asked[0]?.body['messages']);
  const [, mark] = /\[begin (material \w+)\]/.exec(content) ?? [];
  t.is(content.split(`[end ${mark}]`).length, 2);
  t.true(content.indexOf('MATERIAL-CANARY') > content.indexOf('[begin'));
});

test('an answer in the midst of words is found', async (t) => {
  const { llm } = await started(t, [{ say: 'Sure! {"city":"Brno"} Anything else?' }], openAi);

  t.deepEqual((await llm.extractJson(request)).value, { city: 'Brno' });
});

test('an answer against the schema is asked for once more, with what was wrong', async (t) => {
  const { llm, asked } = await started(t, [{ say: '{"town":"Brno"}' }, city]);

  const answer = await llm.extractJson(request);

  t.is(answer.calls, 2);
  t.is(answer.inputTokens, 50);
  t.regex(JSON.stringify(asked[1]?.body), /does not fit the schema: .*required/);
});

test('a second answer that cannot be used ends it', async (t) => {
  const { llm, asked } = await started(t, [{ say: 'no' }]);

  await t.throwsAsync(llm.extractJson(request), { code: 'llm_format' });

  t.is(asked.length, 2);
});

test('a busy provider is waited for as long as it asks, at most a minute, and three times', async (t) => {
  const busy = { status: 429, headers: { 'retry-after': '7' } };
  const { llm, waits } = await started(t, [busy, { status: 529 }, city]);
  t.deepEqual((await llm.extractJson(request)).value, { city: 'Brno' });
  t.deepEqual(waits, [7_000, 4_000]);

  const long = await started(t, [{ status: 429, headers: { 'retry-after': '3600' } }], openAi);
  await t.throwsAsync(long.llm.extractJson(request), { code: 'llm_rate_limited' });
  t.deepEqual(long.waits, [60_000, 60_000]);
  t.is(long.asked.length, 3);
});

const ends = test.macro(async (t, turn: Turn, { code, calls }: { code: string; calls: number }) => {
  for (const given of [{}, openAi]) {
    const { llm, asked, logs } = await started(t, [turn], given);

    const error = await t.throwsAsync(llm.extractJson(request), { code });

    t.is(asked.length, calls);
    t.notRegex(`${error?.message} ${logs.join('\n')}`, /CANARY/);
  }
});

test('a refused key is not tried again', ends, { status: 401 }, { code: 'llm_auth_failed', calls: 1 });
test('a forbidden model is not tried again', ends, { status: 403 }, { code: 'llm_auth_failed', calls: 1 });
test(
  'what a provider says against a request is not repeated to anybody',
  ends,
  { status: 400, error: 'max_tokens is too large near PROMPT-CANARY' },
  { code: 'llm_format', calls: 1 },
);
test('an unknown path is a wrong answer', ends, { status: 404 }, { code: 'llm_format', calls: 1 });
test('a failing server is tried three times', ends, { status: 500 }, { code: 'llm_timeout', calls: 3 });
test('a broken connection is tried three times', ends, 'hang up', { code: 'llm_timeout', calls: 3 });
test('an answer that breaks off is tried three times', ends, 'cut', { code: 'llm_timeout', calls: 3 });
test('an answer that is no JSON is wrong', ends, 'no json', { code: 'llm_format', calls: 1 });
test('an empty answer is a refusal', ends, { say: '' }, { code: 'llm_refused', calls: 1 });

test('an answer that was cut off at its limit is told as that', async (t) => {
  const anthropic = await started(t, [{ say: '{"city":"Br', end: 'max_tokens' }]);
  await t.throwsAsync(anthropic.llm.extractJson(request), { code: 'llm_format', message: /cut off/ });
  const other = await started(t, [{ say: '{"city":"Br', end: 'length' }], openAi);
  await t.throwsAsync(other.llm.extractJson(request), { code: 'llm_format', message: /cut off/ });
});

test('a model that declines is told as that', async (t) => {
  const { llm } = await started(t, [{ say: 'I will not.', end: 'refusal' }]);

  await t.throwsAsync(llm.extractJson(request), { code: 'llm_refused' });
});

test('nothing is sent once the budget of the use is used up', async (t) => {
  const uses = { 'corporate-memory': { max_calls_per_hour: 0 } };
  const { llm, asked } = await started(t, [city], { uses });

  await t.throwsAsync(llm.extractJson(request), { code: 'llm_budget_exceeded' });

  t.is(asked.length, 0);
});

test('somebody who does not want the answer any more does not wait for it', async (t) => {
  const { llm } = await started(t, [city]);
  const gone = new AbortController();
  gone.abort(new Error('gone'));

  await t.throwsAsync(llm.extractJson({ ...request, signal: gone.signal }), { message: 'gone' });
});

test('the log says where, what and how much, and neither words nor keys', async (t) => {
  const { llm, logs } = await started(t, [city], openAi);

  await llm.extractJson(request);

  t.regex(
    logs.join('\n'),
    /^http:\/\/127\.0\.0\.1:\d+ some-model corporate-memory json_schema: whole, 25 tokens in, 7 out$/,
  );
  t.notRegex(logs.join('\n'), /CANARY|Brno|KEY/);
});
