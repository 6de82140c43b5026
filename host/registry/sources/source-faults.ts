import { checkerFor, type TSchema } from '@agnes/sdk';
import type { DraftFault } from '../errors.ts';
import { cleanedName, isStrictIdentifier } from '../identifier.ts';
import type { KnownConnector, Source, SourceDraft } from '../source.ts';
import { mapSecrets } from './secret-settings.ts';

/** The connector of a draft, and what is stored of its settings. */
interface CheckedSettings extends Pick<Source, 'config' | 'secretRefs'> {
  readonly connector: KnownConnector;
}

/** Either what is stored of a draft, or everything that is wrong with it. */
export type CheckedSource =
  | { readonly ok: true; readonly settings: CheckedSettings }
  | { readonly ok: false; readonly faults: readonly DraftFault[] };

/** Checks slug, type, settings and secrets of a draft, all of them. */
export const checkSource = (draft: SourceDraft, connectors: readonly KnownConnector[]): CheckedSource => {
  const connector = connectors.find(({ type }) => type === draft.type);
  if (!connector) return { ok: false, faults: [...slugFaults(draft), unknownType(draft, connectors)] };
  const { config, secretRefs, faults } = checkConfig(draft, connector);
  const all = [...slugFaults(draft), ...faults];
  return all.length > 0
    ? { ok: false, faults: all }
    : { ok: true, settings: { config, secretRefs, connector } };
};

const slugFaults = ({ slug }: SourceDraft): readonly DraftFault[] => {
  if (isStrictIdentifier(slug)) return [];
  const msg = `"${slug}" is not a name of letters, digits and _ with at most 64 characters`;
  return [{ loc: '/slug', type: 'strict_identifier', msg, hint: `Call it "${cleanedName(slug)}".` }];
};

const unknownType = ({ type }: SourceDraft, connectors: readonly KnownConnector[]): DraftFault => {
  const known = connectors.map((connector) => connector.type).join(', ');
  const msg = `"${type}" is no connector of this instance (${known})`;
  return { loc: '/type', type: 'source_type', msg, hint: `Use one of ${known}, or enable that plugin.` };
};

const checkConfig = (draft: SourceDraft, connector: KnownConnector) => {
  // The manifest check has seen that it is a JSON schema of an object; its properties are the plugin's own.
  const schema = connector.contribution.config.schema as TSchema;
  const checked = checkerFor(schema)(draft.config ?? {});
  const config = checked.ok ? (checked.value as Source['config']) : (draft.config ?? {});
  const secretRefs = { ...referencesOf(config, connector), ...draft.secrets };
  const faults = checked.ok ? [] : checked.faults.map((fault) => ({ ...fault, loc: `/config${fault.loc}` }));
  return {
    config,
    secretRefs,
    faults: [
      ...faults.map((fault) => ({
        ...fault,
        hint: `Correct the settings as "${draft.type}" documents them.`,
      })),
      ...Object.entries(secretRefs).flatMap(referenceFaults),
      ...(connector.isLocal ? defaultFaults(draft, config, connector) : []),
    ],
  };
};

/** A setting that names a secret names an environment variable, unless `secrets` says which. */
const referencesOf = (config: Source['config'], connector: KnownConnector): Record<string, string> => {
  const references: Record<string, string> = {};
  mapSecrets(config, connector, (name) => {
    if (typeof name === 'string' && name !== '') references[name] = name;
    return name;
  });
  return references;
};

/** Secrets that nobody but the plugin names. Which one it gets is not for a plugin from outside to say. */
const defaultFaults = (
  draft: SourceDraft,
  config: Source['config'],
  connector: KnownConnector,
): readonly DraftFault[] => {
  const named = { ...referencesOf(draft.config ?? {}, connector), ...draft.secrets };
  const faults: DraftFault[] = [];
  mapSecrets(config, connector, (name, setting) => {
    if (typeof name === 'string' && name !== '' && !Object.hasOwn(named, name)) {
      const msg = `"${name}" is a default of the plugin; a plugin that did not ship with the host gets no secret by one`;
      const hint = `Write the name of the secret into "${setting}".`;
      faults.push({ loc: `/config/${setting}`, type: 'secret_default', msg, hint });
    }
    return name;
  });
  return faults;
};

const referenceFaults = ([name, reference]: [string, string]): readonly DraftFault[] => {
  if (/^[A-Z][A-Z0-9_]{0,63}$/.test(reference)) return [];
  // What is here may be the secret itself: it is not repeated.
  const msg = 'a secret is given by the name of an environment variable (A-Z, 0-9, _)';
  const loc = name === reference ? '/config' : `/secrets/${name}`;
  return [
    {
      loc,
      type: 'secret_reference',
      msg,
      hint: 'Put the secret into an environment variable, name it here.',
    },
  ];
};
