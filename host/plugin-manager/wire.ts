import { type Static, Type } from '@agnes/sdk';
import { conformanceSchema } from '../kernel/conformance.ts';
import type { GenerationRecord } from './generation-repository.ts';
import type { Plan, PlannedAction } from './plan.ts';
import { usualPrice } from './state/price.ts';

const maybe = Type.Union([Type.String(), Type.Null()]);
const capability = Type.Object({ name: Type.String(), why: Type.String() });

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
      changelog: Type.String({ description: 'What CHANGELOG.md says of the versions in between.' }),
      breaking: Type.Array(
        Type.Object({
          version: Type.String(),
          message: Type.String(),
          guide: Type.Optional(Type.String()),
        }),
      ),
      capability_diff: Type.Object({
        added: Type.Array(capability),
        removed: Type.Array(Type.String()),
        reworded: Type.Array(Type.Object({ name: Type.String(), was: Type.String(), why: Type.String() })),
      }),
      config_diff: Type.Array(
        Type.Object({
          pointer: Type.String(),
          from: Type.Unknown(),
          to: Type.Unknown(),
          masked: Type.Boolean({ description: 'True: it changes, and neither value is told.' }),
        }),
      ),
      tables: Type.Array(Type.String(), { description: 'Tables of sources whose connector it brings.' }),
      users: Type.Integer({ description: 'Active people whom a group grants one of these tables.' }),
      conformance: Type.Union([conformanceSchema, Type.Null()]),
      rollback: Type.String({ description: 'What going back costs, in plain words.' }),
      sources: Type.Union([Type.Array(Type.String()), Type.Null()], {
        description: 'Those that this version is for alone; null: it is for all others.',
      }),
      moves: Type.Array(Type.Object({ source: Type.String(), from: maybe, to: maybe }), {
        description: 'Sources that will be read with another version.',
      }),
    }),
  ),
  problems: Type.Array(Type.Object({ id: Type.String(), code: Type.String(), message: Type.String() })),
  needs_second_admin: Type.Literal(false),
});

/** What depends on connectors. */
export interface Reach {
  readonly tables: readonly string[];
  /** How many people. */
  readonly users: number;
}

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
      status: Type.Union([
        Type.Literal('active'),
        Type.Literal('superseded'),
        Type.Literal('failed'),
        Type.Literal('rolled_back'),
      ]),
      outcome: Type.Union([Type.String(), Type.Null()], {
        description: 'Why it failed or was taken back.',
      }),
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

/** Says a plan; `reachOf` answers what depends on these types of sources. */
export const planOnWire = async (
  plan: Plan,
  reachOf: (types: readonly string[]) => Promise<Reach>,
): Promise<Static<typeof planResult>> => ({
  plan_id: plan.id,
  plan_hash: plan.hash,
  base_generation: plan.base,
  expires_at: plan.expiresAt.toISOString(),
  actions: await Promise.all(
    plan.actions.map(async (action) => {
      const { tables, users } = await reachOf(action.connectors);
      const { conformance = null } = action;
      const rollback = plan.prices[action.id] ?? usualPrice(action);
      return { ...actionOnWire(action), tables: [...tables], users, conformance, rollback };
    }),
  ),
  problems: plan.problems.map((problem) => ({ ...problem })),
  needs_second_admin: false,
});

const actionOnWire = ({
  id,
  from,
  to,
  changelog,
  breaking,
  powers,
  config,
  sources,
  moves,
}: PlannedAction) => ({
  id,
  from,
  to,
  changelog,
  breaking: breaking.map((note) => ({ ...note })),
  capability_diff: {
    added: powers.added.map((one) => ({ ...one })),
    removed: [...powers.removed],
    reworded: powers.reworded.map((one) => ({ ...one })),
  },
  config_diff: config.map((change) => ({
    pointer: change.pointer,
    from: change.from ?? null,
    to: change.to ?? null,
    masked: change.isMasked,
  })),
  sources: sources ? [...sources] : null,
  moves: moves.map((move) => ({ ...move })),
});

/** Says which generations there are. */
export const generationsOnWire = (
  current: number,
  records: readonly GenerationRecord[],
): Static<typeof generationList> => ({
  generation: current || null,
  generations: records.map(({ lock, status, reason: outcome = null }) => ({
    generation: lock.generation,
    parent: lock.parent,
    created_at: lock.createdAt,
    created_by: lock.createdBy,
    reason: lock.reason,
    status,
    outcome,
    plugins: lock.plugins.map(({ id, version, treeHash, enabled, trust, grants }) => ({
      id,
      version,
      tree_hash: treeHash ?? null,
      enabled,
      trust,
      grants: [...grants],
    })),
  })),
});
