import { quoteIdent, quoteText } from '../../store/quote-ident.ts';
import type { BuildRequest, ViewFault } from '../builder-messages.ts';
import { viewsLost } from '../errors.ts';
import { batches } from './batches.ts';
import type { Engine } from './engine.ts';

/** Reads back through the file that readers will open: every view is there, and the new ones find their files. */
export const verify = async (
  { target, put, kept }: BuildRequest,
  { engine, faults }: { readonly engine: Engine; readonly faults: readonly ViewFault[] },
): Promise<void> => {
  await engine.run(`ATTACH ${quoteText(target)} AS made (READ_ONLY)`);
  const listed = await engine.rows("SELECT view_name FROM duckdb_views() WHERE database_name = 'made'");
  const found = new Set(listed.map(([name]) => String(name)));
  const bad = new Set(faults.map(({ name }) => name));
  const fresh = put.map(({ name }) => name).filter((name) => !bad.has(name));
  const lost = [...kept, ...fresh].filter((name) => !found.has(name));
  if (lost.length > 0) throw viewsLost({ views: lost });
  for (const names of batches(fresh)) await engine.bind(names.map(oneOf).join(' UNION ALL '));
  await engine.run('DETACH made');
};

const oneOf = (name: string): string => `SELECT 1 FROM made.main.${quoteIdent(name)}`;
