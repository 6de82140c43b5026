import { Type } from '@agnes/sdk';
import { operation } from '../../http/operation.ts';
import type { Explain } from './explain.ts';

interface Services {
  readonly explain: Explain;
}

const what = {
  type: Type.String({ description: 'Key of a resource type.' }),
  id: Type.String({ description: 'A table may be given by its name.' }),
};

const explanation = Type.Object({
  user: Type.Object({ id: Type.String(), email: Type.String(), active: Type.Boolean() }),
  resource: Type.Object({ type: Type.String(), id: Type.String(), name: Type.Optional(Type.String()) }),
  allowed: Type.Boolean(),
  reason: Type.String({
    description: 'administrator, granted, not_granted, resource_unknown or account_deactivated.',
  }),
  steps: Type.Array(
    Type.Object({
      step: Type.String({ description: 'user, resource, membership, grant or decision.' }),
      ok: Type.Boolean({ description: 'False where the chain breaks.' }),
      text: Type.String(),
      group_id: Type.Optional(Type.String()),
      source: Type.Optional(Type.String()),
      grant_id: Type.Optional(Type.String()),
      tier: Type.Optional(Type.String()),
    }),
  ),
});

const about = operation({
  id: 'access.explain',
  route: 'GET /api/admin/access/explain',
  summary: 'Why somebody may or may not use something',
  who: 'admin',
  query: Type.Object({ user: Type.String({ description: 'Id or address.' }), ...what }),
  result: explanation,
  problems: ['user_unknown', 'unknown_resource_type'],
  run: ({ query: { user, type, id } }, { explain }: Services) =>
    explain.about({ user, resource_type: type, resource_id: id }),
});

const own = operation({
  id: 'access.explain_mine',
  route: 'GET /api/me/access/explain',
  summary: 'Why you may or may not use something',
  who: 'user',
  mcp: {
    name: 'explain_access',
    says: 'Why you may or may not use a table, or something else that is granted.',
    readOnly: true,
    defaults: { type: 'table' },
  },
  query: Type.Object(what),
  result: explanation,
  problems: ['unknown_resource_type'],
  run: ({ principal, query: { type, id } }, { explain }: Services) =>
    explain.own(principal, { resource_type: type, resource_id: id }),
});

/** Questions about single decisions. */
export const explainOperations = [about, own] as const;
