import { Type } from '@agnes/sdk';
import { operation } from '../../http/operation.ts';
import { checkDomain } from '../../memory/item-wire.ts';
import { sorts } from '../../memory/selection.ts';
import { addressOf } from '../address.ts';
import { entryOf } from '../entry-of.ts';
import { done, page } from '../form-fields.ts';
import { seeOther } from '../page-reply.ts';
import { orShowAgain } from '../refusal.ts';
import { type MemoryPageServices, memoryPage } from './list-page.ts';

const path = '/corporate-memory';
const params = Type.Object({ id: Type.String({ maxLength: 64 }) });
const closed = { additionalProperties: false } as const;
const first = { view: 'all', q: '', domain: '', sort: 'updated_at', page: 1 } as const;
const text = (maxLength: number) => Type.String({ default: '', maxLength });

/** What the list was asked for; the form of a vote brings it back. */
const asked = {
  view: Type.Unsafe<'all' | 'rules' | 'mine'>({
    ...{ type: 'string', enum: ['all', 'rules', 'mine'], default: 'all' },
  }),
  ...{ q: text(200), domain: text(40) },
  sort: Type.Unsafe<(typeof sorts)[number]>({ type: 'string', enum: [...sorts], default: 'updated_at' }),
};

const outcomes: Readonly<Record<string, string>> = {
  added: 'It is written down and waits for an administrator. Until then only you see it.',
  voted: 'Your vote is counted.',
  marked: 'Whom it is for is changed.',
};

const list = operation({
  id: 'web.memory',
  route: 'GET /corporate-memory',
  summary: 'What the company knows, to look through, vote on and add to',
  who: 'user',
  query: Type.Object({ ...asked, page: Type.Integer({ default: 1, minimum: 1, maximum: 100_000 }), done }),
  result: page,
  run: (input, services: MemoryPageServices) =>
    memoryPage(services, input, { ...input.query, done: entryOf(outcomes, input.query.done) }),
});

const add = operation({
  id: 'web.memory_add',
  route: 'POST /corporate-memory',
  summary: 'Writes an item down, from the page',
  who: 'user',
  body: Type.Object(
    { title: text(300), content: text(50_000), category: text(100), domain: text(40), tags: text(1_000) },
    closed,
  ),
  unknownKeys: 'ignore',
  result: page,
  problems: ['blank_field', 'unknown_value', 'too_many_pending'],
  audit: ({ body }) => ({ action: 'corporate_memory.add', params: { title: body.title } }),
  run: (input, services: MemoryPageServices) => {
    const { title, content, category, domain, tags } = input.body;
    return orShowAgain(
      async () => {
        const draft = {
          title,
          content,
          category,
          tags: tags.split(','),
          domain: checkDomain(domain) || null,
        };
        await services.memory.add(input.principal, { ...draft, sourceType: 'claude_local_md' }, input.intent);
        return seeOther(`${path}?view=mine&done=added`);
      },
      (refusal) =>
        memoryPage(services, input, { ...first, refusal, typed: { title, content, category, tags } }),
    );
  },
});

const vote = operation({
  id: 'web.memory_vote',
  route: 'POST /corporate-memory/:id/vote',
  summary: 'Votes on an item, from the page',
  who: 'user',
  params,
  body: Type.Object(
    {
      vote: Type.Unsafe<string>({ type: 'string', enum: ['1', '-1', '0'] }),
      ...{ ...asked, page: Type.String({ default: '1', pattern: '^[1-9][0-9]{0,4}$' }) },
    },
    closed,
  ),
  unknownKeys: 'ignore',
  result: page,
  problems: ['memory_item_not_found'],
  audit: ({ params: { id }, body }) => ({
    ...{ action: 'corporate_memory.vote', resource: `memory:${id}` },
    params: { vote: Number(body.vote) },
  }),
  run: (input, services: MemoryPageServices) => {
    const { vote: said, ...list } = input.body;
    return orShowAgain(
      async () => {
        const { id } = input.params;
        await services.memory.vote(input.principal, { id, vote: Number(said) }, input.intent);
        return seeOther(addressOf(path, { ...list, page: Number(list.page), done: 'voted' }));
      },
      (refusal) => memoryPage(services, input, { ...list, page: Number(list.page), refusal }),
    );
  },
});

const personal = operation({
  id: 'web.memory_personal',
  route: 'POST /corporate-memory/:id/personal',
  summary: 'Says whether an item is about its author alone, from the page',
  who: 'user',
  params,
  body: Type.Object(
    { is_personal: Type.Unsafe<string>({ type: 'string', enum: ['true', 'false'] }) },
    closed,
  ),
  unknownKeys: 'ignore',
  result: page,
  problems: ['memory_item_not_found', 'not_contributor'],
  audit: ({ params: { id }, body }) => ({
    ...{ action: 'corporate_memory.personal', resource: `memory:${id}` },
    params: { is_personal: body.is_personal === 'true' },
  }),
  run: (input, services: MemoryPageServices) =>
    orShowAgain(
      async () => {
        const said = { id: input.params.id, isPersonal: input.body.is_personal === 'true' };
        await services.memory.setPersonal(input.principal, said, input.intent);
        return seeOther(`${path}?view=mine&done=marked`);
      },
      (refusal) => memoryPage(services, input, { ...first, view: 'mine', refusal }),
    ),
});

/** The page of the memory and its forms. */
export const memoryPageOperations = [list, add, vote, personal] as const;
