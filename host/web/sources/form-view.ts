import type { DraftFault } from '../../registry/errors.ts';
import type { KnownConnector } from '../../registry/source.ts';
import type { Branch } from '../../settings/tree.ts';
import { type Field, faultsByField, fieldView } from '../fields.ts';
import { hintForPeople, type Refusal } from '../refusal.ts';
import { settingsFaults, settingsGiven, settingsView } from './settings-form.ts';

type Form = Readonly<Record<string, string>>;

/** What a form of a source is drawn from. */
export interface SourceForm {
  /** Those of the source itself, beside its settings. */
  readonly fields: readonly Field[];
  /** Absent: nobody knows which settings there are. */
  readonly connector: KnownConnector | undefined;
  /** The settings that are there. */
  readonly current: Branch;
  /** What stands in the fields of the source itself. */
  readonly values: Form;
  /** What was typed into a form that was refused. */
  readonly typed?: Form | undefined;
  readonly refusal?: Refusal | undefined;
}

/** Fields, settings, and what is wrong with them, at each field and together above the form. */
export const sourceFormView = ({
  fields,
  connector,
  current,
  values,
  typed,
  refusal,
}: SourceForm): object => {
  const own = ownFaults(refusal);
  const inside =
    connector && typed ? settingsFaults(errorsOf(refusal), connector, settingsGiven(typed, connector)) : [];
  const links = [
    ...fields.flatMap(({ name, label }) => {
      const fault = own.get(name);
      return fault === undefined ? [] : [{ href: `#field-${name}`, label, fault }];
    }),
    ...inside,
  ];
  return {
    fields: fields.map((field) => fieldView(field, { values: typed ?? values, faults: own })),
    settings: connector && settingsView(connector, { current, typed, faults: inside }),
    faults: refusal && faultsView(refusal, links),
  };
};

const faultsView = (refusal: Refusal, links: readonly object[]): object => {
  const isAll = links.length > 0 && links.length >= errorsOf(refusal).length;
  return {
    detail: isAll ? 'Nothing is saved yet. Correct these fields:' : refusal.detail,
    hint: isAll ? '' : hintForPeople(refusal.hint),
    has_links: links.length > 0,
    links,
  };
};

const ownFaults = (refusal: Refusal | undefined): ReadonlyMap<string, string> => {
  if (!refusal) return new Map();
  const taken = refusal.code === 'source_exists' ? ([['slug', refusal.detail]] as const) : [];
  return new Map([...faultsByField(refusal.cause), ...taken]);
};

const errorsOf = (refusal: Refusal | undefined): readonly DraftFault[] => {
  const errors = refusal?.details['errors'];
  // Written by the registry, each with its place.
  return Array.isArray(errors) ? (errors as readonly DraftFault[]) : [];
};
