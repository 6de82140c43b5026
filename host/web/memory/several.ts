import type { ItemChange } from '../../memory/edits.ts';
import type { Decision } from '../../memory/governance.ts';
import { domains, type Verb, verbs } from '../../memory/item.ts';
import { checkDomain } from '../../memory/item-wire.ts';
import type { ShelvedItem } from '../../memory/shelf.ts';
import { verbsFrom } from '../../memory/transitions.ts';
import { nothingChanged } from '../errors.ts';
import { choicesOf } from './item-view.ts';

/* What is done to several items at once: each is ticked on its card, and one form says what becomes of them. */

/** The fields of the form, as they were sent. */
export type SeveralForm = Readonly<Record<string, string>>;

/** Begins the name of the box of an item. */
const box = 'item:';
/** Stands for a value that is taken away. */
const none = 'none';

/** What the buttons of decisions are called. */
export const verbLabels: Readonly<Record<Verb, string>> = {
  approve: 'Approve',
  reject: 'Reject',
  mandate: 'Mandate',
  revoke: 'Revoke',
};

/** The items that are ticked. */
export const tickedIn = (form: SeveralForm): readonly string[] =>
  Object.keys(form).flatMap((name) => (name.startsWith(box) ? [name.slice(box.length)] : []));

/** The same; a form without any asks for nothing. */
export const someTicked = (form: SeveralForm): readonly string[] => {
  const ids = tickedIn(form);
  if (ids.length === 0) throw nothingChanged({});
  return ids;
};

/** The box of one item. */
export const boxOf = ({ id }: Pick<ShelvedItem, 'id'>, typed: SeveralForm): object => ({
  name: `${box}${id}`,
  ticked: typed[`${box}${id}`] !== undefined,
});

/** What is decided; the audience of what is mandated stays unless another is chosen. */
export const decisionIn = (form: SeveralForm): Decision => {
  const { reason = '', mandate_audience: audience = '' } = form;
  const verb = verbs.find((one) => one === form['verb']);
  if (!verb) throw nothingChanged({});
  return { verb, reason, ...(verb === 'mandate' && audience !== '' && { audience }) };
};

/** What is changed; a field that is left alone stays as it is with every item. */
export const changeIn = (form: SeveralForm): ItemChange => {
  const { domain = '', audience = '' } = form;
  const category = (form['category'] ?? '').trim();
  const [added, removed] = [tagsIn(form['tags_add']), tagsIn(form['tags_remove'])];
  const change = {
    ...(category !== '' && { category }),
    ...(domain !== '' && { domain: domain === none ? null : (checkDomain(domain) ?? null) }),
    ...(audience !== '' && { audience }),
    ...(added.length > 0 && { tags_add: added }),
    ...(removed.length > 0 && { tags_remove: removed }),
  };
  if (Object.keys(change).length === 0) throw nothingChanged({});
  return change;
};

const tagsIn = (text = ''): readonly string[] => text.split(',').flatMap((tag) => tag.trim() || []);

interface Around {
  readonly groups: readonly string[];
  readonly typed: SeveralForm;
}

/** The form for what is ticked; only decisions that some item on the page allows have a button. */
export const severalView = (items: readonly ShelvedItem[], { groups, typed }: Around): object | false => {
  const allowed = new Set(items.flatMap(({ status }) => verbsFrom(status)));
  const text = (name: string): string => typed[name] ?? '';
  return (
    items.length > 0 && {
      verbs: verbs
        .filter((verb) => allowed.has(verb))
        .map((verb) => ({ verb, label: verbLabels[verb], is_end: verb === 'reject' || verb === 'revoke' })),
      may_mandate: allowed.has('mandate') && {
        audiences: choicesOf(['all', ...groups], text('mandate_audience')).map(named),
      },
      reason: text('reason'),
      category: text('category'),
      tags_add: text('tags_add'),
      tags_remove: text('tags_remove'),
      domains: choicesOf([none, ...domains], text('domain')).map(named),
      audiences: choicesOf(['all', ...groups], text('audience')).map(named),
    }
  );
};

const named = ({ value, selected }: { readonly value: string; readonly selected: boolean }) => ({
  value,
  selected,
  label: { all: 'Everybody', [none]: 'None' }[value] ?? value,
});
