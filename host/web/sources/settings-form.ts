import type { DraftFault } from '../../registry/errors.ts';
import type { KnownConnector } from '../../registry/source.ts';
import { type Branch, isBranch, type Path } from '../../settings/tree.ts';
import { hintForPeople } from '../refusal.ts';
import { type FormFault, faultsAt } from '../schema-form/check.ts';
import { fieldsOf, formParts, type Part } from '../schema-form/parts.ts';
import { patchOfForm, settingsOfForm } from '../schema-form/read.ts';
import type { SchemaNode } from '../schema-form/schema.ts';
import { schemaFormView } from '../schema-form/view.ts';

type Form = Readonly<Record<string, string>>;

/** What stands in the form of a source's settings. */
export interface SettingsShown {
  /** As the API shows them: `***` where a secret is named. */
  readonly current: Branch;
  /** What was typed into a form that was refused. */
  readonly typed?: Form | undefined;
  readonly faults?: readonly FormFault[];
}

/** The form of a source's settings, by the schema of its connector. */
export const settingsView = (connector: KnownConnector, shown: SettingsShown): object =>
  schemaFormView(partsOf(connector), shown);

/** The settings of a source to be: what is empty is not in them. */
export const settingsGiven = (form: Form, connector: KnownConnector): Branch =>
  settingsOfForm(partsOf(connector), { form, current: {} });

/** What a form makes of settings that are there; `null` takes a value away, at any depth. */
export const settingsChanged = (form: Form, connector: KnownConnector, current: Branch): Branch => {
  const parts = partsOf(connector);
  const known = fieldsOf(parts).map(({ path }) => path);
  const patch = patchOfForm(parts, { form, current });
  return Object.fromEntries(
    Object.entries(patch).map(([name, value]) => [
      name,
      changed(current[name], value, { known, at: [name] }),
    ]),
  );
};

interface Place {
  readonly known: readonly Path[];
  readonly at: Path;
}

/** Whoever stores it merges objects, so what is gone from one has to be said; what the form does not know stays. */
const changed = (from: unknown, to: unknown, { known, at }: Place): unknown => {
  if (!isBranch(from) || !isBranch(to)) return to;
  const gone = Object.keys(from).filter((key) => !Object.hasOwn(to, key) && isOfForm([...at, key], known));
  const rest = Object.entries(to).map(([key, value]) => [
    key,
    changed(from[key], value, { known, at: [...at, key] }),
  ]);
  return { ...Object.fromEntries(gone.map((key) => [key, null])), ...Object.fromEntries(rest) };
};

/** True for what lies in a field of the form, or around one. */
const isOfForm = (path: Path, known: readonly Path[]): boolean =>
  known.some((field) => field.slice(0, path.length).every((key, index) => path[index] === key));

/** What the registry says against settings, each at its control. */
export const settingsFaults = (
  faults: readonly DraftFault[],
  connector: KnownConnector,
  settings: Branch,
): readonly FormFault[] => {
  const own = faults.filter(({ loc }) => loc === below || loc.startsWith(`${below}/`));
  const told = own.map(({ loc, msg, hint }) => ({
    loc: loc.slice(below.length),
    msg,
    hint: hintForPeople(hint),
  }));
  return faultsAt(partsOf(connector), told, settings);
};

const below = '/config';

const partsOf = ({ contribution, manifest }: KnownConnector): readonly Part[] => {
  const { network = [], secrets = [] } = manifest.capabilities ?? {};
  const named = [
    ...network.flatMap(({ secret }) => (secret ? [secret.config] : [])),
    ...secrets.map(({ config }) => config),
  ];
  // The manifest check has seen that it is a JSON schema of an object.
  return formParts(contribution.config.schema as SchemaNode, { secrets: named });
};
