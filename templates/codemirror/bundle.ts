import { readFile, writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { rolldown } from 'rolldown';

/** Where the library of the SQL editor lies, as browsers get it. */
export const bundlePath = fileURLToPath(new URL('../pages/codemirror.js', import.meta.url));

/** The library as one file, made of the packages that the lock file names. */
export const bundle = async (): Promise<string> => {
  const input = fileURLToPath(new URL('library.js', import.meta.url));
  await using build = await rolldown({ input, logLevel: 'silent' });
  const { output } = await build.generate({ format: 'esm', minify: true, comments: false });
  return `${await notice()}${output[0].code}`;
};

/** The licence asks to go with every copy. */
const notice = async (): Promise<string> => {
  const text = await readFile(new URL('../LICENSE', import.meta.resolve('@codemirror/view')), 'utf8');
  return `/*! CodeMirror and Lezer, https://codemirror.net; made by templates/codemirror/bundle.ts.\n\n${text.trim()}\n*/\n`;
};

if (import.meta.main) await writeFile(bundlePath, await bundle());
