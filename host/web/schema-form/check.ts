import { type Checker, checkerFor } from '@agnes/sdk';
import { type Branch, type Path, valueAt } from '../../settings/tree.ts';
import type { Part } from './parts.ts';
import { chosenParts, fieldId, fieldName, keyField } from './read.ts';
import { kept, type SchemaNode } from './schema.ts';

/** What is wrong with one control of a form. */
export interface FormFault {
  readonly name: string;
  readonly href: string;
  readonly label: string;
  readonly fault: string;
}

const checkers = new Map<string, Checker<unknown>>();
const most = 200;

/** What a schema says against settings, each at the control where it is mended. Secrets that stay are left alone. */
export const formFaults = (
  schema: SchemaNode,
  parts: readonly Part[],
  settings: Branch,
): readonly FormFault[] => {
  const checked = checkerOf(chosenSchema(schema, parts, settings))(settings);
  return checked.ok ? [] : faultsAt(parts, checked.faults, settings);
};

/** What somebody else says against settings. */
interface ToldFault {
  /** A JSON pointer into the settings. */
  readonly loc: string;
  readonly msg: string;
  readonly hint?: string;
}

/** Faults of settings, each at the control where it is mended. */
export const faultsAt = (
  parts: readonly Part[],
  faults: readonly ToldFault[],
  settings: Branch,
): readonly FormFault[] =>
  faults.flatMap(({ loc, msg, hint = '' }) => {
    const missing = /^"(.+)" is missing$/.exec(msg)?.[1];
    const path = [...loc.split('/').filter((key) => key !== ''), ...(missing === undefined ? [] : [missing])];
    if (valueAt(settings, path) === kept) return [];
    const words = missing === undefined ? `${sentence(msg)} ${hint}`.trim() : 'It has to be said.';
    return [{ ...controlAt(parts, path, settings), fault: words }];
  });

const sentence = (msg: string): string => `${msg.slice(0, 1).toUpperCase()}${msg.slice(1)}.`;

/** Compiled once for each shape that was chosen; a page has few. */
const checkerOf = (schema: SchemaNode): Checker<unknown> => {
  const key = JSON.stringify(schema);
  const known = checkers.get(key) ?? checkerFor(schema as Parameters<typeof checkerFor>[0]);
  if (checkers.size >= most) checkers.clear();
  checkers.set(key, known);
  return known;
};

/** The schema with the one shape that was chosen in place of all of them: what the others miss is nobody's fault. */
const chosenSchema = (schema: SchemaNode, parts: readonly Part[], settings: Branch): SchemaNode =>
  parts.reduce((at, part) => {
    if (part.kind === 'group') return chosenSchema(at, part.parts, settings);
    if (part.kind === 'field') return at;
    const word = valueAt(settings, [...part.path, part.key]);
    return chosenAt(at, part.path, { key: part.key, word });
  }, schema);

interface Chosen {
  readonly key: string;
  readonly word: unknown;
}

const chosenAt = (node: SchemaNode, [name, ...rest]: Path, chosen: Chosen): SchemaNode => {
  if (name !== undefined) {
    const inner = node.properties?.[name];
    if (!inner) return node;
    return { ...node, properties: { ...node.properties, [name]: chosenAt(inner, rest, chosen) } };
  }
  const { oneOf = [], ...base } = node;
  const variant = oneOf.find(({ properties }) => properties?.[chosen.key]?.const === chosen.word);
  if (!variant) return node;
  const required = [...(base.required ?? []), ...(variant.required ?? [])];
  return { ...base, ...variant, required, properties: { ...base.properties, ...variant.properties } };
};

type Control = Omit<FormFault, 'fault'>;

/** The control whose value lies at a path, or in which it lies. */
const controlAt = (parts: readonly Part[], path: Path, settings: Branch): Control => {
  const all = controlsOf(parts, settings);
  const found = all
    .filter(({ at }) => at.every((key, index) => path[index] === key))
    .toSorted((a, b) => b.at.length - a.at.length)[0];
  if (!found) return { name: path.join('.'), href: '#settings', label: path.join('.') || 'The settings' };
  const { at: _, ...control } = found;
  return control;
};

const controlsOf = (parts: readonly Part[], settings: Branch): readonly (Control & { readonly at: Path })[] =>
  parts.flatMap((part) => {
    if (part.kind === 'group') return controlsOf(part.parts, settings);
    if (part.kind === 'field') return [controlOf(part, part.label)];
    return [controlOf(keyField(part), part.label), ...controlsOf(chosenParts(part, settings), settings)];
  });

const controlOf = (field: { readonly path: Path; readonly branch: string }, label: string) => ({
  at: field.path,
  name: fieldName(field),
  href: `#${fieldId(field)}`,
  label,
});
