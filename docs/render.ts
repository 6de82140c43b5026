import { readFile, writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { renderedPages } from './rendered-pages.ts';

/** Rewrites the parts of the pages that are made from the code. `npm run fix` calls it. */
for (const { path, render } of await renderedPages()) {
  const url = new URL(`../${path}`, import.meta.url);
  const before = await readFile(url, 'utf8');
  const after = render(before);
  if (after !== before) {
    await writeFile(url, after);
    process.stdout.write(`${fileURLToPath(url)} rewritten\n`);
  }
}
