import { type Static, Type } from '@agnes/sdk';
import { operation } from '../http/operation.ts';
import { audience, ids, itemId, reason } from './fields.ts';
import type { Governance } from './governance.ts';
import { type Verb, verbs } from './item.ts';
import { type AudienceNames, itemWire } from './item-wire.ts';

interface Services {
  readonly memoryGovernance: Pick<Governance, 'decide' | 'decideAll'>;
  readonly access: AudienceNames;
}

const closed = { additionalProperties: false } as const;
const orNull = Type.Union([Type.String(), Type.Null()]);

const nothing = Type.Object({}, closed);
const why = Type.Object({ reason: Type.Optional(reason) }, closed);
const whyAndFor = Type.Object({ reason: Type.Optional(reason), audience: Type.Optional(audience) }, closed);

interface Said {
  readonly reason?: string;
  readonly audience?: string | null;
}

const query = Type.Object({
  item_id: itemId,
  force: Type.Boolean({ default: false, description: 'From any state; the audit log shows it.' }),
});

/** One decision about one item. */
const decision = (verb: Verb, { body, summary }: { body: typeof whyAndFor; summary: string }) =>
  operation({
    id: `memory.${verb}`,
    route: `POST /api/memory/admin/${verb}`,
    summary,
    who: 'admin',
    query,
    body,
    bodyOptional: true,
    result: Type.Object({ id: Type.String(), status: Type.String(), audience: orNull }),
    problems: ['memory_item_not_found', 'invalid_transition', 'unknown_audience'],
    audit: ({ query: asked, body: said }) => ({
      ...{ action: `corporate_memory.${verb}`, resource: `memory:${asked.item_id}` },
      params: { ...(said as Said | undefined), force: asked.force },
    }),
    run: async ({ query: asked, body: said, intent }, { memoryGovernance, access }: Services) => {
      const wanted = { verb, force: asked.force, ...(said as Said | undefined) };
      const item = itemWire(access, await memoryGovernance.decide(asked.item_id, wanted, intent));
      return { id: item.id, status: item.status, audience: item.audience };
    },
  });

// A narrower body is one of the wide one without a field.
const narrow = (schema: typeof why | typeof nothing) => schema as unknown as typeof whyAndFor;

const approve = decision('approve', { body: narrow(nothing), summary: 'Let an item count' });
const reject = decision('reject', { body: narrow(why), summary: 'Turn an item down that waits' });
const mandate = decision('mandate', {
  body: whyAndFor,
  summary: 'Make an item a rule for everybody, or for one group',
});
const revoke = decision('revoke', { body: narrow(why), summary: 'End what an item says' });

const action = Type.Unsafe<Verb>({ type: 'string', enum: [...verbs] });

const batchBody = Type.Object(
  { item_ids: ids, action, reason: Type.Optional(reason), audience: Type.Optional(audience) },
  closed,
);

const batch = operation({
  id: 'memory.batch',
  route: 'POST /api/memory/admin/batch',
  summary: 'One decision about several items; what cannot be decided stops no other',
  who: 'admin',
  body: batchBody,
  result: Type.Object({
    success: Type.Array(Type.String()),
    not_found: Type.Array(Type.String()),
    refused: Type.Array(Type.Object({ id: Type.String(), status: Type.String() }), {
      description: 'Items whose state does not lead there.',
    }),
  }),
  problems: ['unknown_audience'],
  audit: ({ body }) => ({
    action: 'corporate_memory.batch',
    params: { verb: body.action, items: body.item_ids.length, reason: body.reason ?? null },
  }),
  run: async ({ body, intent }, { memoryGovernance }: Services) => {
    const { item_ids, action: verb, ...said }: Static<typeof batchBody> = body;
    const { success, not_found, refused } = await memoryGovernance.decideAll(
      item_ids,
      { verb, ...said },
      intent,
    );
    return { success: [...success], not_found: [...not_found], refused: [...refused] };
  },
});

/** Deciding what counts, over HTTP. */
export const decisionOperations = [approve, reject, mandate, revoke, batch] as const;
