import { fieldOf, type GrantEntry, grantsByField, type Overview } from './overview.ts';

/** A grant that is to come or to go. */
export interface Change extends Pick<GrantEntry, 'group_id' | 'resource_type' | 'resource_id'> {
  readonly change: 'add' | 'remove';
}

/** What a form of the access pages sends, beside one field for each change. */
export interface ChangeForm {
  readonly changes: readonly Change[];
  /** The version of the overview that was changed. */
  readonly base?: number;
  /** The query of the page that was left. */
  readonly back: string;
}

/**
 * Reads a form.
 *
 * `add …` and `remove …` say it outright; of check boxes, `had …` tells what was ticked when the page was made and
 * `want …` what is ticked now. What was not on the page is not touched.
 */
export const changesIn = (fields: Readonly<Record<string, string>>): ChangeForm => {
  const named = (word: string) =>
    new Set(
      Object.keys(fields)
        .filter((name) => name.startsWith(`${word} `))
        .map((name) => name.slice(word.length + 1)),
    );
  const [had, want] = [named('had'), named('want')];
  const add = new Set([...want, ...named('add')].filter((field) => !had.has(field)));
  const remove = new Set([...had, ...named('remove')].filter((field) => !want.has(field)));
  const base = Number(fields['base']);
  return {
    changes: [...[...add].map(changeOf('add')), ...[...remove].map(changeOf('remove'))],
    ...(Number.isSafeInteger(base) && fields['base'] !== undefined && { base }),
    back: new URLSearchParams(fields['back']).toString(),
  };
};

const changeOf =
  (change: Change['change']) =>
  (field: string): Change => {
    const [group_id = '', resource_type = '', ...rest] = field.split(' ');
    return { change, group_id, resource_type, resource_id: rest.join(' ') };
  };

/** The name of the field that says a change outright. */
export const changeField = ({ change, group_id, ...what }: Change): string =>
  `${change} ${fieldOf(group_id, what)}`;

/** Changes that would still change something. */
export const stillNeeded = (changes: readonly Change[], overview: Overview): readonly Change[] => {
  const grants = grantsByField(overview);
  return changes.filter(
    (change) => grants.has(fieldOf(change.group_id, change)) === (change.change === 'remove'),
  );
};
