import { posix } from 'node:path';

/** One thing that a module of the SDK exports. */
export interface SdkExport {
  readonly name: string;
  /** What its author says about it; empty where nothing is. */
  readonly doc: string;
  /** As the compiler declares it. */
  readonly code: string;
}

type Declared = ReadonlyMap<string, string>;

/** What a module exports, with that of others which it hands on, by name. */
export const exportsOf = (path: string, declared: Declared): readonly SdkExport[] =>
  statementsOf(declared.get(path) ?? '')
    .flatMap((statement) => exported(statement, path, declared))
    .sort((a, b) => a.name.localeCompare(b.name, 'en'));

interface Statement {
  readonly doc: string;
  readonly code: string;
}

/** The compiler begins every statement at the start of a line, and nothing else but what closes one. */
const statementsOf = (text: string): readonly Statement[] =>
  text.split(/\n(?=\/\*\*|(?<!\*\/\n)(?:export|declare|import|type|interface|class)\b)/).map((part) => {
    const [, said = '', code = ''] = /^\s*(?:\/\*\*([\s\S]*?)\*\/\n)?([\s\S]*)$/.exec(part) ?? [];
    return { doc: said.replaceAll(/^\s*\* ?/gm, '').trim(), code: code.trim() };
  });

const exported = ({ doc, code }: Statement, path: string, declared: Declared): readonly SdkExport[] => {
  const [, names, from] = /^export (?:type )?\{([\s\S]*?)\} from '(.+)';$/.exec(code) ?? [];
  if (names !== undefined && from !== undefined) return handedOn(names, from, { path, declared });
  const [, name] =
    /^export (?:declare )?(?:abstract )?(?:const|type|interface|class|function) (\w+)/.exec(code) ?? [];
  return name === undefined ? [] : [{ name, doc, code }];
};

const handedOn = (
  names: string,
  from: string,
  { path, declared }: { readonly path: string; readonly declared: Declared },
): readonly SdkExport[] => {
  const target = from.startsWith('.') ? posix.join(posix.dirname(path), from) : undefined;
  const there = target === undefined ? [] : exportsOf(target, declared);
  return names
    .split(',')
    .map((name) => name.trim().replace(/^type /, ''))
    .filter((name) => name !== '')
    .map((name) => there.find((one) => one.name === name) ?? { name, doc: `From \`${from}\`.`, code: '' });
};
