import { glob, readFile } from 'node:fs/promises';

/** An error as its declaration says it, read from the source: `defineError` does not give it away. */
export interface DeclaredError {
  readonly path: string;
  readonly code: string;
  readonly kind: string;
  /** Absent when the hint depends on what happened. */
  readonly hint?: string;
}

/** Every error that is declared, in the order of files. */
export const declaredErrors = async (): Promise<readonly DeclaredError[]> => {
  const paths = await Array.fromAsync(
    glob('{sdk,config,marketplace,metrics,host,cli,plugins}/**/*.ts', {
      exclude: (path) => /node_modules|(^|\/)test(\/|$)/.test(path),
    }),
  );
  const files = await Promise.all(
    paths.sort().map(async (path) => ({ path, text: await readFile(path, 'utf8') })),
  );
  return files.flatMap(({ path, text }) =>
    [...text.matchAll(/^(?:export )?const \w+ = defineError\b[\s\S]*?\(\{\n([\s\S]*?)\n\}\);/gm)].map(
      ([, body = '']) => ({ path, ...definition(body, text) }),
    ),
  );
};

const definition = (body: string, text: string) => {
  const [, single, double, template, name] =
    /^ {2}hint:\s+(?:'(.*)'|"(.*)"|\([^)]*\) =>\s+`(.*)`|(\w+)),$/m.exec(body) ?? [];
  const said =
    single ?? double ?? template?.replaceAll(/\$\{(?:\w+\()?(\w+)\)?\}/g, '<$1>') ?? constant(name, text);
  return {
    code: /^ {2}code: '(\w+)'/m.exec(body)?.[1] ?? '',
    kind: /^ {2}kind: '(\w+)'/m.exec(body)?.[1] ?? '',
    ...(said !== undefined && { hint: said }),
  };
};

/** Hints that several errors share are constants of their file. */
const constant = (name: string | undefined, text: string): string | undefined =>
  name === undefined ? undefined : new RegExp(`^const ${name} =\\s+'(.*)';$`, 'm').exec(text)?.[1];
