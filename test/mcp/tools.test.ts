import { Type } from '@agnes/sdk';
import test from 'ava';
import { bind, operation } from '../../host/http/operation.ts';
import { toolsOf } from '../../host/mcp/tools.ts';
import { likeWhole } from '../support/like-whole.ts';

const found = (name: string, field: string) =>
  operation({
    id: `thing.${name}`,
    route: `GET /api/things/:id/${name}`,
    summary: 'Find a thing',
    who: 'user',
    mcp: { name, readOnly: true, hides: ['form'], defaults: { size: 3 } },
    params: Type.Object({ id: Type.String() }),
    query: Type.Object({ [field]: Type.Integer(), form: Type.Optional(Type.String()) }),
    result: Type.Object({}),
    run: async () => ({}),
  });

test('path and query are one flat input, with defaults and without what is hidden', (t) => {
  const tool = toolsOf(bind([found('find', 'size')], {})).get('find');

  likeWhole(t, tool?.wire, {
    description: 'Find a thing.',
    inputSchema: { type: 'object', required: ['id'] },
    annotations: { readOnlyHint: true, destructiveHint: false },
  });
  t.deepEqual(tool?.inputOf({ id: 'x' }), { params: { id: 'x' }, query: { size: 3 }, body: undefined });
  t.throws(() => tool?.inputOf({ id: 'x', form: 'csv' }), { code: 'invalid_input' });
});

test('two inputs or two tools of one name stop the start', (t) => {
  t.throws(() => toolsOf(bind([found('find', 'id')], {})), { code: 'mcp_field_clash' });
  t.throws(() => toolsOf(bind([found('find', 'a'), found('find', 'b')], {})), { code: 'mcp_name_clash' });
});
