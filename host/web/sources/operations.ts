import { Type } from '@agnes/sdk';
import { operation } from '../../http/operation.ts';
import { listedSource } from '../../registry/sources/listed-sources.ts';
import { below } from '../address.ts';
import { entryOf } from '../entry-of.ts';
import { anyForm, done, page } from '../form-fields.ts';
import { seeOther } from '../page-reply.ts';
import { orShowAgain } from '../refusal.ts';
import { settingsChanged, settingsGiven } from './settings-form.ts';
import { type SourcePageServices, sourcePage, sourcesPage } from './source-page.ts';

const path = '/admin/sources';
const params = Type.Object({ id: Type.String() });

const list = operation({
  id: 'web.sources',
  route: 'GET /admin/sources',
  summary: 'Sources: how they are doing and why, how many tables they have',
  who: 'admin',
  query: Type.Object({ type: Type.Optional(Type.String({ maxLength: 100 })), done }),
  result: page,
  run: (input, services: SourcePageServices) => {
    const { type, done: word } = input.query;
    const says = 'The source is removed.';
    return sourcesPage(services, input, { type, ...(word === 'deleted' && { done: says }) });
  },
});

const create = operation({
  id: 'web.source_create',
  route: 'POST /admin/sources',
  summary: 'Adds a source, from the page',
  who: 'admin',
  body: anyForm,
  result: page,
  problems: ['invalid_source', 'source_exists'],
  audit: ({ body }) => ({
    action: 'source.create',
    resource: `source:${body['slug'] ?? ''}`,
    params: { type: body['type'] ?? '' },
  }),
  run: (input, services: SourcePageServices) => {
    const { slug = '', type = '', title = '' } = input.body;
    return orShowAgain(
      async () => {
        const connector = services.registry.connector(type);
        const config = connector ? settingsGiven(input.body, connector) : {};
        const draft = { slug, type, config, ...(title.trim() !== '' && { title: title.trim() }) };
        await services.registry.createSource(draft, input.intent);
        return seeOther(`${below(path, slug)}?done=created`);
      },
      (refusal) => sourcesPage(services, input, { type, refusal, values: input.body }),
    );
  },
});

const says: Readonly<Record<string, string>> = {
  created: 'The source is added. Test it, then look at what it offers.',
  saved: 'The source is saved.',
  enabled: 'Syncs read it again.',
  disabled: 'Syncs leave it alone; its tables stay as they are.',
  default: 'Tables that name no source of its type belong to it from now on.',
};

const detail = operation({
  id: 'web.source',
  route: 'GET /admin/sources/:id',
  summary: 'One source: settings, secrets, hosts, tables behind it',
  who: 'admin',
  params,
  query: Type.Object({ done }),
  result: page,
  problems: ['source_not_found'],
  run: (input, services: SourcePageServices) =>
    sourcePage(services, input, { id: input.params.id, done: entryOf(says, input.query.done) }),
});

const edit = operation({
  id: 'web.source_edit',
  route: 'POST /admin/sources/:id/edit',
  summary: 'Saves title and settings of a source, from the page',
  who: 'admin',
  params,
  body: anyForm,
  result: page,
  problems: ['source_not_found', 'invalid_source'],
  audit: ({ params: { id }, body }) => ({
    action: 'source.update',
    resource: `source:${id}`,
    params: { fields: Object.keys(body) },
  }),
  run: async (input, services: SourcePageServices) => {
    const { registry } = services;
    const source = await registry.source(input.params.id);
    const connector = registry.connector(source.type);
    const title = (input.body['title'] ?? '').trim() || source.slug;
    const { config: current } = await listedSource(source, services);
    const config = connector && settingsChanged(input.body, connector, current);
    return orShowAgain(
      async () => {
        await registry.changeSource(source.id, { title, ...(config && { config }) }, input.intent);
        return seeOther(`${below(path, source.slug)}?done=saved`);
      },
      (refusal) => sourcePage(services, input, { id: source.id, refusal, values: input.body }),
    );
  },
});

const switches = {
  enable: {
    change: { enabled: true },
    word: 'enabled',
    summary: 'Has syncs read a source again, from the page',
  },
  disable: {
    change: { enabled: false },
    word: 'disabled',
    summary: 'Has syncs leave a source alone, from the page',
  },
  default: {
    change: { isDefault: true },
    word: 'default',
    summary: 'Makes a source the default of its type, from the page',
  },
} as const;

const switched = (verb: keyof typeof switches) =>
  operation({
    id: `web.source_${verb}`,
    route: `POST /admin/sources/:id/${verb}`,
    summary: switches[verb].summary,
    who: 'admin',
    params,
    result: page,
    problems: ['source_not_found'],
    audit: ({ params: { id } }) => ({
      action: 'source.update',
      resource: `source:${id}`,
      params: { ...switches[verb].change },
    }),
    run: async (input, { registry }: SourcePageServices) => {
      const { change, word } = switches[verb];
      const { slug } = await registry.changeSource(input.params.id, change, input.intent);
      return seeOther(`${below(path, slug)}?done=${word}`);
    },
  });

const remove = operation({
  id: 'web.source_delete',
  route: 'POST /admin/sources/:id/delete',
  summary: 'Removes a source with its tables, from the page',
  who: 'admin',
  params,
  result: page,
  problems: ['source_not_found'],
  audit: ({ params: { id } }) => ({
    action: 'source.delete',
    resource: `source:${id}`,
    params: { force: true },
  }),
  run: async (input, { registry }: SourcePageServices) => {
    await registry.removeSource(input.params.id, { force: true }, input.intent);
    return seeOther(`${path}?done=deleted`);
  },
});

/** The pages of sources. */
export const sourcePageOperations = [
  list,
  create,
  detail,
  edit,
  switched('enable'),
  switched('disable'),
  switched('default'),
  remove,
] as const;
