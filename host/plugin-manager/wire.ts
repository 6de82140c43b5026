import { type Static, Type } from '@agnes/sdk';
import type { GenerationLock } from '../kernel/generation-lock.ts';
import type { Plan, PlannedAction } from './plans.ts';

const maybe = Type.Union([Type.String(), Type.Null()]);
const capability = Type.Object({ name: Type.String(), why: Type.String() });

/** What an administrator asks a plan for. */
export const planBody = Type.Object(
  {
    install: Type.Optional(
      Type.Array(
        Type.Object(
          {
            id: Type.Optional(Type.String()),
            source: Type.Object(
              {
                type: Type.Literal('folder'),
                path: Type.String({ description: 'Absolute folder on the machine of the host.' }),
              },
              { additionalProperties: false },
            ),
          },
          { additionalProperties: false },
        ),
        { maxItems: 50 },
      ),
    ),
    remove: Type.Optional(Type.Array(Type.String(), { maxItems: 50 })),
    grants: Type.Optional(
      Type.Record(Type.String(), Type.Array(Type.String()), {
        description: 'Capabilities by plugin; what is left out is not granted. Absent: all it asks for.',
      }),
    ),
  },
  { additionalProperties: false },
);

/** A plan as administrators read it. */
export const planResult = Type.Object({
  plan_id: Type.String(),
  plan_hash: Type.String(),
  base_generation: Type.Integer(),
  expires_at: Type.String(),
  actions: Type.Array(
    Type.Object({
      id: Type.String(),
      from: maybe,
      to: maybe,
      capability_diff: Type.Object({ added: Type.Array(capability), removed: Type.Array(Type.String()) }),
      tables: Type.Array(Type.String(), { description: 'Tables of sources whose connector it brings.' }),
      rollback: Type.String({ description: 'What going back costs, in plain words.' }),
    }),
  ),
  problems: Type.Array(Type.Object({ id: Type.String(), code: Type.String(), message: Type.String() })),
  needs_second_admin: Type.Literal(false),
});

/** The generations there are. */
export const generationList = Type.Object({
  generation: Type.Union([Type.Integer(), Type.Null()]),
  generations: Type.Array(
    Type.Object({
      generation: Type.Integer(),
      parent: Type.Union([Type.Integer(), Type.Null()]),
      created_at: Type.String(),
      created_by: Type.String(),
      reason: Type.String(),
      status: Type.Union([Type.Literal('active'), Type.Literal('superseded')]),
      plugins: Type.Array(
        Type.Object({
          id: Type.String(),
          version: Type.String(),
          tree_hash: maybe,
          enabled: Type.Boolean(),
          trust: Type.String(),
          grants: Type.Array(Type.String()),
        }),
      ),
    }),
  ),
});

/** Says a plan; `tablesOf` answers the tables of these types of sources. */
export const planOnWire = async (
  plan: Plan,
  tablesOf: (types: readonly string[]) => Promise<readonly string[]>,
): Promise<Static<typeof planResult>> => ({
  plan_id: plan.id,
  plan_hash: plan.hash,
  base_generation: plan.base,
  expires_at: plan.expiresAt.toISOString(),
  actions: await Promise.all(
    plan.actions.map(async (action) => ({
      id: action.id,
      from: action.from,
      to: action.to,
      capability_diff: { added: action.added.map((one) => ({ ...one })), removed: [...action.removed] },
      tables: [...(await tablesOf(action.connectors))],
      rollback: priceOf(action),
    })),
  ),
  problems: plan.problems.map((problem) => ({ ...problem })),
  needs_second_admin: false,
});

/** Says which generations there are. */
export const generationsOnWire = (
  current: number,
  all: readonly GenerationLock[],
): Static<typeof generationList> => ({
  generation: current || null,
  generations: all.map(({ generation, parent, createdAt, createdBy, reason, plugins }) => ({
    generation,
    parent,
    created_at: createdAt,
    created_by: createdBy,
    reason,
    status: generation === current ? 'active' : 'superseded',
    plugins: plugins.map(({ id, version, treeHash, enabled, trust, grants }) => ({
      id,
      version,
      tree_hash: treeHash ?? null,
      enabled,
      trust,
      grants: [...grants],
    })),
  })),
});

const priceOf = ({ from, connectors }: PlannedAction): string => {
  if (from === null) return 'Nothing: going back removes it, tables that were read stay readable.';
  if (connectors.length === 0) return 'Nothing: it keeps no data.';
  return 'Code and grants go back; what its sources keep and what was read stays as the newer version left it.';
};
