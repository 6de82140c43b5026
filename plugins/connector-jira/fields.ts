import { ConfigError } from '@agnes/sdk/errors';
import { defineJob } from '@agnes/sdk/job';
import { openSite } from './fetch/open-site.ts';
import { customFields } from './rows/custom-fields.ts';
import { at, type Json, objectsOf, stringOf } from './rows/json.ts';
import type { Settings } from './settings.ts';

/** Lists the fields of the site, so that `fields` and `extra_fields` can be filled in. */
export default defineJob<Settings>({
  async run(context) {
    const answer = await openSite(context).client.get('/rest/api/3/field');
    if (answer.status === 'missing') throw ConfigError({ reason: 'The domain lists no fields.' });
    const { known, extra } = customFields(context.config);
    const columns = new Map([...known, ...extra].map(({ id, name }) => [id, name]));
    const fields = objectsOf(answer.json).map((field) => fieldOf(field, columns));
    return { result: { fields: fields.sort((a, b) => Number(b.custom) - Number(a.custom)) } };
  },
});

const fieldOf = (field: Json, columns: ReadonlyMap<string | undefined, string>) => {
  const id = stringOf(field['id']) ?? '';
  return {
    id,
    name: stringOf(field['name']),
    custom: field['custom'] === true,
    type: stringOf(at(field['schema'], 'custom') ?? at(field['schema'], 'type')),
    column: columns.get(id) ?? null,
  };
};
