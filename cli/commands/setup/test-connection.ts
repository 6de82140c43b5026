import type { Run } from '../../command.ts';
import { nothingThere, sourcesFailed } from '../../instance/errors.ts';
import { objectsOf } from '../../json/values.ts';
import { cellText } from '../../terminal/text-table.ts';

/** Tries every source at the server, one after the other; those that syncs leave alone are left alone here. */
export const run: Run = async (_input, session) => {
  const http = await session.http();
  const sources = objectsOf((await http.object({ path: '/api/admin/sources' }))['sources']);
  const enabled = sources.filter(({ enabled: isOn }) => isOn !== false);
  if (enabled.length === 0) {
    throw nothingThere({ what: 'source', hint: 'Example: agnes admin source add sales --type files' });
  }
  const tried = [];
  for (const { id, slug } of enabled) {
    session.out.note(`${cellText(slug)} …`);
    const path = `/api/admin/sources/${encodeURIComponent(String(id ?? slug))}/test`;
    const { ok, checks } = await http.object({ method: 'POST', path, seconds: 90 });
    tried.push({ source: String(slug), ok: ok === true, checks: objectsOf(checks) });
  }
  const failed = tried.filter(({ ok }) => !ok).map(({ source }) => source);
  const text = tried.flatMap(({ source, ok, checks }) => [
    `${cellText(source)}  ${ok ? 'works' : 'does not work'}`,
    ...checks.map(({ name, status, message }) =>
      ['', name, status, message]
        .filter((word) => word !== undefined && word !== null)
        .map(cellText)
        .join('  '),
    ),
  ]);
  return {
    data: { sources: tried },
    text,
    ...(failed.length > 0 && { failure: sourcesFailed({ sources: failed }) }),
  };
};
