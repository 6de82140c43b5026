import { addressOf } from '../address.ts';
import { amountOf } from '../figures.ts';
import { type Change, type ChangeForm, changeField, stillNeeded } from './changes.ts';
import { keyOf, type Overview, resourcesIn } from './overview.ts';

/** How many people a set of changes gives something they could not use, and takes something from. */
export interface Reach {
  readonly gain: number;
  readonly lose: number;
}

/** What is known when the difference is shown. */
export interface ReviewFacts {
  readonly form: ChangeForm;
  readonly reach: Reach;
  /** What somebody else changed meanwhile, in words; absent while nobody did. */
  readonly theirs?: readonly string[];
}

/** What `access-review.mustache` is filled with: the difference, before anything is saved. */
export const reviewView = (overview: Overview, { form, reach, theirs }: ReviewFacts): object => {
  const changes = stillNeeded(form.changes, overview);
  const query = Object.fromEntries(new URLSearchParams(form.back));
  return {
    ...(theirs && { meanwhile: { theirs, has_theirs: theirs.length > 0 } }),
    has_changes: changes.length > 0,
    summary: summaryOf(changes, reach),
    changes: changes.map(rowsFor(overview)),
    fields: changes.map(changeField),
    base: theirs ? overview.version : (form.base ?? overview.version),
    back: form.back,
    back_href: addressOf('/admin/access', query),
    discard_href: addressOf('/admin/access', { ...query, done: 'discarded' }),
  };
};

/** The difference in one sentence: `12 grants, 3 removals; 4 people gain, 1 loses.` */
export const summaryOf = (changes: readonly Change[], { gain, lose }: Reach): string => {
  const added = changes.filter(({ change }) => change === 'add').length;
  const grants = [some(added, 'grant'), some(changes.length - added, 'removal')];
  // The noun is said once: `4 people gain, 1 loses`.
  const losing = gain > 0 && lose > 0 ? String(lose) : some(lose, 'person', 'people');
  const people = [
    gain > 0 && `${some(gain, 'person', 'people')} ${gain === 1 ? 'gains' : 'gain'}`,
    lose > 0 && `${losing} ${lose === 1 ? 'loses' : 'lose'}`,
  ];
  return `${joined(grants)}; ${joined(people) || 'nobody gains or loses anything'}.`;
};

const some = (count: number, one: string, many?: string): string | false =>
  count > 0 && amountOf(count, one, many);

const joined = (parts: readonly (string | false)[]): string =>
  parts.filter((part) => part !== false).join(', ');

const rowsFor = (overview: Overview) => {
  const groups = new Map(overview.groups.map(({ id, name }) => [id, name]));
  const resources = new Map(resourcesIn(overview).map((resource) => [keyOf(resource), resource]));
  return ({ change, group_id, resource_type: type, resource_id: id }: Change): object => {
    const resource = resources.get(keyOf({ type, id }));
    return {
      kind: change === 'add' ? 'on' : 'error',
      label: change === 'add' ? 'Grant' : 'Take away',
      group: groups.get(group_id) ?? group_id,
      resource: resource?.name ?? id,
      type: resource?.typeTitle ?? type,
    };
  };
};
