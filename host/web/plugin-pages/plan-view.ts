import { addressOf, below } from '../address.ts';
import { amountOf, momentOf } from '../figures.ts';
import { type Refusal, refusalView } from '../refusal.ts';
import { conformanceView } from './conformance-view.ts';
import { type Ask, boxName, type Offered } from './plan-ask.ts';
import type { PlannedSeen, PlanSeen } from './seen.ts';

/** A plan and how it came to be. */
export interface PlanShown {
  /** Absent: it came with a bundle, which is kept nowhere. */
  readonly ask: Ask | undefined;
  /** Absent when it could not be worked out any more. */
  readonly plan?: PlanSeen | undefined;
  /** What it grants anew, and what is left out. */
  readonly offers: readonly Offered[];
  readonly refusal?: Refusal | undefined;
  /** True when something was left out that the plan before it had. */
  readonly isNarrowed: boolean;
  readonly now: number;
}

const path = '/admin/plugins';
const mostTables = 30;

/** What `plugin-plan.mustache` is filled with. */
export const planView = ({ ask, plan, offers, refusal, isNarrowed, now }: PlanShown): object => {
  const granted = new Set(plan ? grantedBy(plan) : []);
  const problems = plan?.problems ?? [];
  const isEmpty = plan !== undefined && plan.actions.length === 0 && problems.length === 0;
  return {
    refusal: refusalView(refusal),
    ask: ask ? JSON.stringify(withoutValues(ask)) : '',
    again_href: ask ? againOf(ask) : `${path}#import`,
    narrowed: isNarrowed,
    empty: isEmpty,
    lost: plan === undefined && {
      by_form: ask !== undefined && ask.config === undefined,
      by_settings: ask?.config !== undefined,
      by_bundle: ask === undefined,
    },
    problems: problems.length > 0 && { all: problems.map(({ id, message }) => ({ id, message })) },
    plan: plan && {
      id: plan.plan_id,
      hash: plan.plan_hash,
      base: plan.base_generation,
      expires: momentOf(plan.expires_at, now),
      offers: JSON.stringify(offers),
      granted: [...granted].join('\n'),
      can_apply: problems.length === 0 && !isEmpty && !plan.needs_second_admin,
      second: plan.needs_second_admin,
      actions: plan.actions.map((action) =>
        actionView(action, { offers, granted, now, isFixed: ask === undefined }),
      ),
    },
  };
};

const grantedBy = ({ actions }: PlanSeen): readonly string[] =>
  actions.flatMap(({ id: plugin, capability_diff: { added } }) =>
    added.map(({ name }) => boxName({ plugin, name })),
  );

/** Settings that were typed may be secrets, and are on no page: whoever wants that plan again types them again. */
const withoutValues = ({ config, ...ask }: Ask): Ask =>
  config ? { ...ask, config: Object.fromEntries(Object.keys(config).map((id) => [id, {}])) } : ask;

/** Where what was asked for is corrected: the form, filled in as it was. */
const againOf = ({ install = [], config = {} }: Ask): string => {
  const [id] = Object.keys(config);
  if (id !== undefined) return `${below(path, ...id.split('/'))}#settings`;
  const source = install[0]?.source;
  if (!source) return path;
  const { type: from, ...fields } = source;
  return `${addressOf(path, { from, ...fields })}#install`;
};

interface ActionAround {
  readonly offers: readonly Offered[];
  readonly granted: ReadonlySet<string>;
  readonly now: number;
  /** True: nothing may be left out. */
  readonly isFixed: boolean;
}

const actionView = (action: PlannedSeen, { offers, granted, now, isFixed }: ActionAround): object => {
  const { id, from, to, changelog, breaking, tables, users, rollback } = action;
  return {
    id,
    href: below(path, ...id.split('/')),
    anchor: id.replaceAll('/', '-'),
    verb: verbOf(action),
    from: from ?? 'not installed',
    to: to ?? 'removed',
    is_same: from === to,
    changelog,
    breaking: breaking.length > 0 && { notes: breaking.map(({ guide = '', ...one }) => ({ ...one, guide })) },
    ...powersOf(action, { offers, granted, isFixed }),
    settings: action.config_diff.length > 0 && { rows: action.config_diff.map(settingRow) },
    reach: reachWords(tables.length, users),
    tables: tables.length > 0 && {
      names: tables
        .slice(0, mostTables)
        .map((name) => ({ href: addressOf('/admin/tables', { q: name }), name })),
      more: tables.length > mostTables && `and ${tables.length - mostTables} more`,
    },
    rollback,
    conformance: action.conformance && conformanceView(action.conformance, now),
  };
};

/** What it may do that it could not, with a box for each; and what it may no longer. */
const powersOf = (
  { id, capability_diff: { removed, reworded } }: PlannedSeen,
  { offers, granted, isFixed }: Omit<ActionAround, 'now'>,
): object => {
  const own = offers.filter(({ plugin }) => plugin === id);
  return {
    boxes: own.length > 0 && {
      fixed: isFixed,
      trusted: own.some(({ name }) => name === 'process:host' || name === 'duckdb'),
      all: own.map((one, index) => ({
        box: boxName(one),
        box_id: `grant-${id.replaceAll('/', '-')}-${index}`,
        name: one.name,
        why: one.why,
        ticked: granted.has(boxName(one)),
      })),
    },
    removed: removed.length > 0 && { names: removed },
    reworded: reworded.length > 0 && { all: reworded },
    unchanged: own.length === 0 && removed.length === 0 && reworded.length === 0,
  };
};

const verbOf = ({ from, to }: PlannedSeen): string => {
  if (from === null) return 'Install';
  if (to === null) return 'Remove';
  return from === to ? 'Change' : 'Replace';
};

const reachWords = (tables: number, users: number): string =>
  tables === 0
    ? 'No table depends on it.'
    : `${amountOf(tables, 'table')} of its sources, which ${amountOf(users, 'person', 'people')} may read.`;

const settingRow = ({ pointer, from, to, masked }: PlannedSeen['config_diff'][number]): object => ({
  setting: pointer.split('/').slice(1).join(' · '),
  was: masked ? 'not shown' : valueWords(from),
  becomes: masked ? 'another, not shown' : valueWords(to),
});

const valueWords = (value: unknown): string => {
  if (value === null || value === undefined) return 'not set';
  return typeof value === 'string' ? value : JSON.stringify(value);
};
