import { type Static, Type } from '@agnes/sdk';
import { invalidInput, malformedBody } from '../../http/errors.ts';
import { laterChecker } from '../../http/later-checker.ts';
import { planBody } from '../../plugin-manager/asked-wire.ts';
import { sourceOfForm } from './install-form.ts';
import type { PlanSeen, PluginSeen } from './seen.ts';

type Form = Readonly<Record<string, string>>;

/** What a plan is asked for, as its page carries it from one step to the next. */
export interface Ask extends Omit<Static<typeof planBody>, 'config'> {
  readonly config?: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
}

const offer = Type.Object({ plugin: Type.String(), name: Type.String(), why: Type.String() });

/** A capability that a plugin asks for and may be left out. */
export type Offered = Static<typeof offer>;

const checkBody = laterChecker(planBody);
const checkConfig = laterChecker(Type.Record(Type.String(), Type.Record(Type.String(), Type.Unknown())));
const checkOffers = laterChecker(Type.Array(offer, { maxItems: 1_000 }));

/** What a form asks for; throws what is wrong with it. */
export const askOfForm = (form: Form): Ask => {
  const { ask, remove, known, version } = form;
  if (ask !== undefined) return checkedAsk(jsonOf(ask));
  if (remove !== undefined) return { remove: [remove] };
  if (known !== undefined) return { install: [{ id: known, ...(version !== undefined && { version }) }] };
  return checkedAsk({ install: [{ source: sourceOfForm(form) }] });
};

const checkedAsk = (value: unknown): Ask => {
  const { config, ...body } = Object(value) as Readonly<Record<string, unknown>>;
  const checked = checkBody(body);
  if (!checked.ok) throw invalidInput({ errors: checked.faults });
  if (config === undefined) return checked.value;
  const settings = checkConfig(config);
  if (!settings.ok) throw invalidInput({ errors: settings.faults });
  return { ...checked.value, config: settings.value };
};

const jsonOf = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw malformedBody({ reason: 'what the plan was asked for is no JSON' }, { cause });
  }
};

/** How the box of a capability is called. */
export const boxName = ({ plugin, name }: Pick<Offered, 'plugin' | 'name'>): string =>
  `grant:${plugin} ${name}`;

/** Capabilities that the form has shown, ticked or not. */
export const offersOfForm = ({ offers = '[]' }: Form): readonly Offered[] => {
  const checked = checkOffers(jsonOf(offers));
  if (!checked.ok) throw invalidInput({ errors: checked.faults });
  return checked.value;
};

/** The ticked ones of these. */
export const tickedOf = (offers: readonly Offered[], form: Form): readonly Offered[] =>
  offers.filter((one) => form[boxName(one)] !== undefined);

/** True when a form ticks what the plan that it shows grants, no more and no less. */
export const isAsShown = (form: Form): boolean => {
  const names = tickedOf(offersOfForm(form), form).map(boxName);
  return names.toSorted().join('\n') === (form['granted'] ?? '').split(/\r?\n/).toSorted().join('\n');
};

/** The same ask with what was ticked, beside what was granted before and is not up for choice. */
export const narrowedAsk = (ask: Ask, form: Form, plugins: readonly PluginSeen[]): Ask => {
  const offers = offersOfForm(form);
  const ticked = tickedOf(offers, form);
  const ids = [...new Set(offers.map(({ plugin }) => plugin))];
  const grants = ids.map((id) => {
    const own = offers.filter(({ plugin }) => plugin === id).map(({ name }) => name);
    const before = plugins.find((plugin) => plugin.id === id)?.grants ?? [];
    const chosen = ticked.filter(({ plugin }) => plugin === id).map(({ name }) => name);
    const granted: string[] = [...before.filter((name) => !own.includes(name)), ...chosen];
    return [id, granted] as const;
  });
  return { ...ask, grants: Object.fromEntries([...Object.entries(ask.grants ?? {}), ...grants]) };
};

/** What a plan would grant anew, and what was shown before and is left out of it. */
export const offersOf = (plan: PlanSeen, before: readonly Offered[] = []): readonly Offered[] => {
  const granted = plan.actions.flatMap(({ id: plugin, capability_diff: { added } }) =>
    added.map(({ name, why }) => ({ plugin, name, why })),
  );
  const names = new Set(granted.map(boxName));
  return [...granted, ...before.filter((one) => !names.has(boxName(one)))];
};
