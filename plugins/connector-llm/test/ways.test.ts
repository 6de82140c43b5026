import test from 'ava';
import { city, openAi, request, started } from './router-lab.ts';

test('ways of asking that a server does not know are tried once and not again', async (t) => {
  const unknown = { status: 400, error: "'response_format' of type 'json_schema' is not supported" };
  const noObjects = { status: 400, error: 'response_format.type must be text' };
  const said = { say: 'Here you are:\n```json\n{"city":"Brno"}\n```' };
  const { llm, asked } = await started(t, [unknown, noObjects, said], openAi);

  t.deepEqual((await llm.extractJson(request)).value, { city: 'Brno' });
  t.deepEqual((await llm.extractJson(request)).value, { city: 'Brno' });

  t.deepEqual(
    asked.map(({ path, body }) => [path, (body['response_format'] as { type: string } | undefined)?.type]),
    [
      ['/v1/chat/completions', 'json_schema'],
      ['/v1/chat/completions', 'json_object'],
      ['/v1/chat/completions', undefined],
      ['/v1/chat/completions', undefined],
    ],
  );
});

test('one question whose schema is refused takes no way from the others', async (t) => {
  const invalid = {
    status: 400,
    error:
      "Invalid schema for response_format 'place': In context=(), 'required' is required to be supplied.",
  };
  const busy = { status: 400, error: 'response_format of type json_schema is not supported with this input' };
  const { llm, asked } = await started(t, [invalid, city, city, busy, city, city], openAi);
  const asks = () =>
    asked.map(({ body }) => (body['response_format'] as { type: string } | undefined)?.type).join(' ');

  for (let count = 0; count < 4; count += 1)
    t.like(await llm.extractJson(request), { value: { city: 'Brno' } });

  t.is(asks(), 'json_schema json_object json_schema json_schema json_object json_schema');
  const strict = await started(t, [invalid, city], { ...openAi, structured_output: 'strict' });
  await t.throwsAsync(strict.llm.extractJson(request), { code: 'llm_format', message: /schema/ });
  t.like(await strict.llm.extractJson(request), { value: { city: 'Brno' } });
});

test('a server that knew no way of asking is asked again', async (t) => {
  const unknown = { status: 400, error: 'json_schema is not supported' };
  const { llm } = await started(t, [unknown, city], { ...openAi, structured_output: 'strict' });

  await t.throwsAsync(llm.extractJson(request), { code: 'llm_unsupported' });

  t.like(await llm.extractJson(request), { value: { city: 'Brno' } });
});

test('every provider gets a schema that it takes: closed, and strict where no key may be absent', async (t) => {
  const inner = (required: readonly string[]) => ({
    ...{ type: 'object', required, properties: { city: { type: 'string' }, zip: { type: 'string' } } },
  });
  const places = { type: 'array', items: inner(['city', 'zip']) };
  const open = { type: 'object', required: ['places'], properties: { places } };
  const optional = { ...open, properties: { places: { ...places, items: inner(['city']) } } };
  const { llm, asked } = await started(t, [{ say: '{"places":[]}' }], openAi);

  for (const schema of [open, optional, { ...open, additionalProperties: true }])
    await llm.extractJson({ ...request, schema });

  const sent = asked.map(({ body }) => Object(body['response_format']).json_schema);
  t.deepEqual(
    sent.map(({ strict }) => strict),
    [true, false, false],
  );
  const { schema } = sent[0];
  t.false(schema.additionalProperties);
  t.false(schema.properties.places.items.additionalProperties);
});

test('strict asks by the schema or not at all', async (t) => {
  const unknown = { status: 400, error: 'json_schema is not supported' };
  const { llm, asked } = await started(t, [unknown], { ...openAi, structured_output: 'strict' });

  await t.throwsAsync(llm.extractJson(request), { code: 'llm_unsupported' });

  t.is(asked.length, 1);
});
