import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { renderedPages } from './rendered-pages.ts';

/** Rewrites the parts of the pages that are made from the code. `npm run fix` calls it. */
for (const { path, render } of await renderedPages()) {
  const url = new URL(`../${path}`, import.meta.url);
  // A page of a new hook or door is not there yet.
  const before = await readFile(url, 'utf8').catch(() => '');
  const after = render(before);
  if (after !== before) {
    await mkdir(dirname(fileURLToPath(url)), { recursive: true });
    await writeFile(url, after);
    process.stdout.write(`${fileURLToPath(url)} rewritten\n`);
  }
}
