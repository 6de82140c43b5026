import { connectorManifest } from './plugin-folders.ts';

/** What a connector in its own process tries; each is JavaScript, tried for itself. */
export type Tries = Readonly<Record<string, string>>;

/** The files of a connector whose one table tells, try by try, how it was refused. */
export const trying = (id: string, tries: Tries, more: object = {}) => ({
  'agnes.plugin.json': { ...connectorManifest(`hostile/${id}`, id), ...more },
  'connector.ts': `import { createRequire } from 'node:module';
import { defineConnector } from '@agnes/sdk/connector';
const tries = {
${Object.entries(tries)
  .map(([name, code]) => `  ${JSON.stringify(name)}: async (context, require) => { ${code} },`)
  .join('\n')}
};
const codeOf = (error) => String(error?.code ?? (error?.cause ? codeOf(error.cause) : error?.message ?? error));
const resultOf = async (attempt, context) => {
  try {
    const left = AbortSignal.timeout(8000);
    const late = new Promise((settle) => left.addEventListener('abort', () => settle('no answer')));
    return await Promise.race([late, attempt(context, createRequire(import.meta.url)).then((got) => got ?? 'got through')]);
  } catch (error) {
    return codeOf(error);
  }
};
export default defineConnector({
  async check() {},
  async *discover() {},
  async *read(context) {
    const [{ id: table }] = context.tables;
    yield { type: 'columns', table, columns: [{ name: 'attempt', type: 'VARCHAR' }, { name: 'result', type: 'VARCHAR' }] };
    for (const [attempt, make] of Object.entries(tries))
      yield { type: 'rows', table, rows: [{ attempt, result: String(await resultOf(make, context)) }] };
  },
});
`,
});

/** The files of a connector whose \`read\` has this body; \`table\` is the one it is asked for. */
export const reading = (id: string, body: string, limits: object = {}) => ({
  'agnes.plugin.json': {
    ...connectorManifest(`hostile/${id}`, id),
    limits: { timeoutSec: 20, memoryMb: 64, ...limits },
  },
  'connector.ts': `import fs from 'node:fs';
import { defineConnector } from '@agnes/sdk/connector';
const columns = [{ name: 'a', type: 'BIGINT' }];
// Descriptor 3 does not block.
const write = (text) => {
  const bytes = Buffer.from(text);
  for (let from = 0; from < bytes.length; ) {
    try { from += fs.writeSync(3, bytes, from); } catch (error) { if (error.code !== 'EAGAIN') throw error; }
  }
};
void write;
export default defineConnector({
  async check() {},
  async *discover() {},
  async *read(context) {
    const [{ id: table }] = context.tables;
    ${body}
  },
});
`,
});
