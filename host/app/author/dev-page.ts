import { askedFor } from '../../kernel/grants.ts';
import type { DevGrant, DevSession } from './dev-session.ts';
import { safe } from './safe-html.ts';

/** Rows of a table, or why there are none. */
export interface Preview {
  readonly table: string;
  readonly columns: readonly string[];
  readonly rows: readonly (readonly unknown[])[];
  readonly error?: string;
}

/** What the page shows beside the session. */
export interface DevView {
  readonly url: string;
  readonly session: DevSession;
  readonly previews: readonly Preview[];
  /** The fields of its settings; empty where it has none. */
  readonly fields: string;
  /** Why the settings that were sent are not taken. */
  readonly faults: readonly string[];
}

/** The page of a plugin under development. It needs no script, and nothing that is not in it. */
export const devPage = (view: DevView): string => {
  const { session, url, previews } = view;
  const { plugin } = session;
  const title = plugin ? `${plugin.manifest.id} ${plugin.manifest.version}` : 'No plugin is loaded';
  const asked = plugin ? askedFor(plugin.manifest) : [];
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>DEV ${safe(title)}</title>
<style>${style}</style>
</head>
<body>
<h1>DEV ${safe(title)}</h1>
<p>${stateOf(session)} <a href="">Look again</a> · <a href="${safe(url)}" rel="noreferrer">The host</a></p>
${section('Permissions', grantsOf(session.grants(asked), session.undeclared))}
${section('Settings', settingsOf(view))}
${section('Records', previews.map(previewOf).join('') || '<p>Nothing was read.</p>')}
${section('Runs', tableOf(['Task', 'Source', 'Came to', 'ms'], runsOf(session)))}
${section('Hook calls', tableOf(['Hook', 'Came to', 'ms'], hooksOf(session)))}
${section('State', tableOf(['Table', 'What it keeps in mind'], statesOf(session)))}
</body>
</html>
`;
};

const style = `body { font: 1rem/1.5 system-ui, sans-serif; margin: 2rem auto; max-width: 70rem; padding: 0 1rem }
table { border-collapse: collapse; display: block; overflow-x: auto }
th, td { border-bottom: 1px solid #ccc; padding: 0.3rem 0.6rem; text-align: left; vertical-align: top }
.asked { background: #fff4d6 } .failed { color: #a40000 }
label { display: block; margin-top: 0.6rem } form { margin: 0 }`;

const section = (title: string, body: string): string => `<section>\n<h2>${title}</h2>\n${body}\n</section>`;

const stateOf = ({ loaded }: DevSession): string => {
  if (!loaded) return 'It is being loaded.';
  if (loaded.ok) return `Loaded in ${loaded.ms} ms.`;
  return `<strong class="failed">Refused: ${safe(loaded.reason ?? '')}</strong>`;
};

const grantsOf = (grants: readonly DevGrant[], undeclared: readonly string[]): string =>
  [
    ...undeclared.map(
      (host) =>
        `<p class="asked">It asked for the host "${safe(host)}", which it may not: declare it in capabilities.network, or grant it below.</p>`,
    ),
    grants.length === 0
      ? '<p>It asks for nothing beyond its own files.</p>'
      : `<table><tbody>${grants.map(grantRow).join('')}</tbody></table>`,
  ].join('\n');

const grantRow = ({ name, why, isGranted, isMissed }: DevGrant): string => {
  const state = isMissed ? 'used, and not granted' : 'withheld';
  const action = isGranted ? 'Withhold' : 'Grant for this session';
  return `<tr${isMissed ? ' class="asked"' : ''}><td>${safe(name)}</td><td>${safe(why)}</td><td>${isGranted ? 'granted' : state}</td><td><form method="post" action="${isGranted ? 'withhold' : 'grant'}"><input type="hidden" name="name" value="${safe(name)}"><button aria-label="${action}: ${safe(name)}">${action}</button></form></td></tr>`;
};

const settingsOf = ({ fields, faults }: DevView): string => {
  if (fields === '') return '<p>It has no settings.</p>';
  const told = faults.map((fault) => `<li>${safe(fault)}</li>`).join('');
  return `${told && `<ul class="failed" role="alert">${told}</ul>`}<form method="post" action="settings">${fields}<p><button>Use these settings</button></p></form>`;
};

const previewOf = ({ table, columns, rows, error }: Preview): string =>
  `<h3>${safe(table)}</h3>${error === undefined ? tableOf(columns, rows) : `<p class="failed">${safe(error)}</p>`}`;

const tableOf = (head: readonly string[], rows: readonly (readonly unknown[])[]): string => {
  if (rows.length === 0) return '<p>Nothing yet.</p>';
  const cells = (row: readonly unknown[]) => row.map((value) => `<td>${safe(shown(value))}</td>`).join('');
  return `<table><thead><tr>${head.map((name) => `<th scope="col">${safe(name)}</th>`).join('')}</tr></thead><tbody>${rows.map((row) => `<tr>${cells(row)}</tr>`).join('')}</tbody></table>`;
};

const longest = 500;
const shown = (value: unknown): string =>
  (typeof value === 'string' ? value : (JSON.stringify(value) ?? '')).slice(0, longest);

const runsOf = ({ runs }: DevSession) =>
  runs
    .toReversed()
    .map(({ command, source = '', tables, error, ms }) => [
      command,
      source,
      error ?? (tables.join(', ') || 'ok'),
      Math.round(ms),
    ]);

const hooksOf = ({ hooks }: DevSession) =>
  hooks.toReversed().map(({ hook, error = 'ok', ms }) => [hook, error, ms.toFixed(1)]);

const statesOf = ({ states }: DevSession) => [...states].map(([table, state]) => [table, state]);
