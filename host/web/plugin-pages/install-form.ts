import type { TSchema } from '@agnes/sdk';
import { invalidInput } from '../../http/errors.ts';
import { laterChecker } from '../../http/later-checker.ts';
import { wantedSource } from '../../plugin-manager/wanted-source.ts';
import type { Field } from '../fields.ts';

type Form = Readonly<Record<string, string>>;

/** A way to name where a plugin is, with the fields that say it. */
interface SourceKind {
  readonly label: string;
  readonly hint: string;
  readonly fields: readonly Field[];
}

const below: Field = {
  name: 'path',
  label: 'Folder inside',
  hint: 'Where the plugin lies in it. Empty: it is the whole.',
};

const tokenSecret: Field = {
  name: 'token_secret',
  label: 'Secret that may read it',
  hint: 'The name of a stored secret, never the secret itself. Empty: anybody may read it.',
};

const commit: Field = {
  name: 'commit',
  label: 'Commit',
  hint: '40 hex digits. It is what makes sure that you get what you looked at.',
};

const branch: Field = {
  name: 'ref',
  label: 'or branch or tag',
  hint: 'In place of a commit: the one it is at now is written down.',
};

const kinds: Readonly<Record<string, SourceKind>> = {
  git: {
    label: 'Git repository',
    hint: 'It is fetched at one commit. Nothing of it is run, no install script either.',
    fields: [
      { name: 'url', label: 'Address', hint: 'https address of the repository.', required: true },
      commit,
      branch,
      below,
      tokenSecret,
    ],
  },
  archive: {
    label: 'Archive',
    hint: 'A .tgz or .zip. Other bytes than those of the hash are refused.',
    fields: [
      { name: 'url', label: 'Address', hint: 'Where it is downloaded from.' },
      { name: 'file', label: 'or file', hint: 'Absolute file on the machine of the host.' },
      {
        name: 'integrity',
        label: 'Hash',
        hint: '`sha256-` and the hash of the archive, in hex or base64.'.replaceAll('`', ''),
        required: true,
      },
      below,
    ],
  },
  folder: {
    label: 'Folder',
    hint: 'It is copied into the store; what happens to the folder later changes nothing.',
    fields: [
      { name: 'path', label: 'Folder', hint: 'Absolute, on the machine of the host.', required: true },
    ],
  },
  marketplace: {
    label: 'Marketplace',
    hint: 'A repository that lists plugins.',
    fields: [
      { name: 'url', label: 'Address', hint: 'https address of the marketplace.', required: true },
      { name: 'plugin', label: 'Plugin', hint: 'As the marketplace calls it.', required: true },
      commit,
      branch,
      tokenSecret,
    ],
  },
};

const schemas: ReadonlyMap<string, TSchema> = new Map(
  // Each way is told by the one word that its `type` may be.
  wantedSource.anyOf.map((schema) => [schema.properties.type.const as string, schema]),
);

const checkers = new Map([...schemas].map(([kind, schema]) => [kind, laterChecker(schema)] as const));

/** Ways to install that the API takes, with what they are called. */
export const installKinds: readonly { readonly kind: string; readonly label: string }[] = Object.entries(
  kinds,
)
  .filter(([kind]) => schemas.has(kind))
  .map(([kind, { label }]) => ({ kind, label }));

/** The way that is asked for; the first when it is none of ours. */
export const kindOf = (asked: string | undefined): string =>
  installKinds.find(({ kind }) => kind === asked)?.kind ?? installKinds[0]?.kind ?? 'git';

/** What the form says above its fields, and these. */
export const installFields = (kind: string): Pick<SourceKind, 'hint' | 'fields'> =>
  kinds[kind] ?? { hint: '', fields: [] };

/** The source that a form names; throws what is wrong with it, field by field. */
export const sourceOfForm = (form: Form): Readonly<Record<string, unknown>> => {
  const kind = kindOf(form['from']);
  const said = installFields(kind).fields.flatMap(({ name }) => {
    const text = (form[name] ?? '').trim();
    return text === '' ? [] : [[name, text] as const];
  });
  const source = { type: kind, ...Object.fromEntries(said) };
  const checked = checkers.get(kind)?.(source);
  if (checked && !checked.ok) throw invalidInput({ errors: checked.faults.map(atField) });
  return source;
};

/** What is missing is told at the object; its page tells it at the field. */
const atField = <Fault extends { readonly loc: string; readonly msg: string }>(fault: Fault): Fault => {
  const missing = /^"(\w+)" is missing$/.exec(fault.msg)?.[1];
  return missing === undefined ? fault : { ...fault, loc: `/${missing}`, msg: 'it has to be said' };
};
