import { Type } from '@agnes/sdk';
import { operation } from '../http/operation.ts';
import { isoUtc } from '../store/iso-utc.ts';
import { bundleBudget } from './bundle.ts';
import { digestOf } from './bundle-digests.ts';
import { category, content, itemId, tags, title } from './fields.ts';
import { domains, sourceTypes } from './item.ts';
import { type AudienceNames, checkDomain, item, oneOf, votedItem, votedWire } from './item-wire.ts';
import type { Memory } from './memory.ts';

interface Services {
  readonly memory: Pick<
    Memory,
    'bundle' | 'add' | 'vote' | 'votes' | 'contributions' | 'setPersonal' | 'get'
  >;
  readonly access: AudienceNames;
}

/** What anybody may say a text came from; what an administrator mandates is no claim. */
const claimable = Object.keys(sourceTypes).filter((type) => type !== 'admin_mandate');
const params = Type.Object({ id: itemId });
const resourceOf = (id: string) => `memory:${id}`;

const bundle = operation({
  id: 'memory.bundle',
  route: 'GET /api/memory/bundle',
  summary: 'What your agent goes by: all that is mandatory for you, and the best of the rest that fits',
  who: 'user',
  scope: 'read',
  result: Type.Object({
    mandatory: Type.Array(votedItem),
    approved: Type.Array(votedItem),
    token_estimate: Type.Integer({ description: 'Characters of titles and contents, divided by four.' }),
    token_budget: Type.Integer(),
    over_budget: Type.Boolean({
      description: 'What is mandatory is too much by itself; all of it is there.',
    }),
    hash: Type.String({ description: 'SHA-256 over these rules, as the manifest has it in `assets.rules`.' }),
  }),
  run: async ({ principal }, { memory, access }: Services) => {
    const made = await memory.bundle(principal);
    const { mandatory, approved, tokens, isOverBudget } = made;
    return {
      mandatory: mandatory.map((one) => votedWire(access, one)),
      approved: approved.map((one) => votedWire(access, one)),
      ...{ token_estimate: tokens, token_budget: bundleBudget, over_budget: isOverBudget },
      hash: digestOf(made),
    };
  },
});

const add = operation({
  id: 'memory.add',
  route: 'POST /api/memory',
  summary: 'Write down what you know; an administrator decides whether it counts',
  who: 'user',
  body: Type.Object({
    ...{ title, content, category, tags: Type.Optional(tags) },
    domain: Type.Optional(
      Type.Union([Type.String(), Type.Null()], { description: `One of ${domains.join(', ')}.` }),
    ),
    entities: Type.Optional(
      Type.Array(Type.String({ maxLength: 200 }), { maxItems: 100, description: 'What it names.' }),
    ),
    source_type: Type.String({ default: 'claude_local_md', description: `One of ${claimable.join(', ')}.` }),
  }),
  unknownKeys: 'ignore',
  result: Type.Object({ id: Type.String(), status: Type.Literal('pending') }),
  status: 201,
  problems: ['unknown_value', 'blank_field', 'too_many_pending'],
  audit: ({ body }) => ({ action: 'corporate_memory.add', params: { title: body.title } }),
  run: async ({ principal, body, intent }, { memory }: Services) => {
    const { source_type: given, domain, ...rest } = body;
    const sourceType = oneOf('source_type', claimable, given);
    const draft = { ...rest, domain: checkDomain(domain) || null, sourceType };
    const { id } = await memory.add(principal, draft, intent);
    return { id, status: 'pending' as const };
  },
});

const vote = operation({
  id: 'memory.vote',
  route: 'POST /api/memory/:id/vote',
  summary: 'Say whether an item is right: 1, -1, or 0 to take the vote back',
  who: 'user',
  params,
  body: Type.Object({ vote: Type.Union([Type.Literal(1), Type.Literal(-1), Type.Literal(0)]) }),
  unknownKeys: 'ignore',
  result: Type.Object({ upvotes: Type.Integer(), downvotes: Type.Integer() }),
  problems: ['memory_item_not_found'],
  audit: ({ params, body }) => ({
    ...{ action: 'corporate_memory.vote', resource: resourceOf(params.id) },
    params: { vote: body.vote },
  }),
  run: async ({ principal, params, body, intent }, { memory }: Services) => ({
    ...(await memory.vote(principal, { id: params.id, vote: body.vote }, intent)),
  }),
});

const votes = operation({
  id: 'memory.votes',
  route: 'GET /api/memory/my-votes',
  summary: 'How you voted, by item',
  who: 'user',
  scope: 'read',
  result: Type.Record(Type.String(), Type.Integer()),
  run: async ({ principal }, { memory }: Services) => Object.fromEntries(await memory.votes(principal)),
});

const contributions = operation({
  id: 'memory.contributions',
  route: 'GET /api/memory/my-contributions',
  summary: 'The items you have contributed to, whatever became of them',
  who: 'user',
  scope: 'read',
  result: Type.Object({ items: Type.Array(votedItem), count: Type.Integer() }),
  run: async ({ principal }, { memory, access }: Services) => {
    const items = (await memory.contributions(principal)).map((one) => votedWire(access, one));
    return { items, count: items.length };
  },
});

const personal = operation({
  id: 'memory.personal',
  route: 'POST /api/memory/:id/personal',
  summary: 'Say whether an item of yours is about its author alone, and for nobody else',
  who: 'user',
  params,
  body: Type.Object({ is_personal: Type.Boolean() }),
  unknownKeys: 'ignore',
  result: Type.Object({ id: Type.String(), is_personal: Type.Boolean() }),
  problems: ['memory_item_not_found', 'not_contributor'],
  audit: ({ params, body }) => ({
    ...{ action: 'corporate_memory.personal', resource: resourceOf(params.id) },
    params: { is_personal: body.is_personal },
  }),
  run: async ({ principal, params: { id }, body, intent }, { memory }: Services) => {
    await memory.setPersonal(principal, { id, isPersonal: body.is_personal }, intent);
    return { id, is_personal: body.is_personal };
  },
});

const { properties: fields } = item;

const provenance = operation({
  id: 'memory.provenance',
  route: 'GET /api/memory/:id/provenance',
  summary: 'Where what an item says came from',
  who: 'user',
  scope: 'read',
  params,
  result: Type.Object({
    ...{ id: fields.id, source_type: fields.source_type, source_ref: fields.source_ref },
    ...{ source_user: fields.source_user, confidence: fields.confidence, domain: fields.domain },
    ...{ entities: fields.entities, valid_from: fields.valid_from, valid_until: fields.valid_until },
    ...{ supersedes: fields.supersedes, created_at: fields.created_at },
  }),
  problems: ['memory_item_not_found'],
  run: async ({ principal, params }, { memory }: Services) => {
    const { valid_from: from, valid_until: until, ...of } = await memory.get(principal, params.id);
    return {
      ...{ id: of.id, source_type: of.source_type, source_ref: of.source_ref, source_user: of.source_user },
      ...{ confidence: of.confidence, domain: of.domain, entities: [...of.entities] },
      ...{ valid_from: from && isoUtc(from), valid_until: until && isoUtc(until) },
      ...{ supersedes: of.supersedes, created_at: isoUtc(of.created_at) },
    };
  },
});

/** What everybody does with the corporate memory, over HTTP. */
export const ownOperations = [bundle, add, vote, votes, contributions, personal, provenance] as const;
