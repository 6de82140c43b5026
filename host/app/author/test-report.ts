import { writeFile } from 'node:fs/promises';
import { reportNotWritten } from './errors.ts';
import type { KitResult } from './kit.ts';
import { safe } from './safe-html.ts';

/** What came of all rules. */
interface Report {
  readonly id: string;
  readonly version: string;
  readonly summary: string;
  readonly results: readonly KitResult[];
}

/** Writes the report as one page that needs nothing else. */
export const writeReport = async (file: string, report: Report): Promise<void> => {
  await writeFile(file, pageOf(report)).catch((cause) => {
    throw reportNotWritten({ file, reason: String(cause.code) }, { cause });
  });
};

const pageOf = ({ id, version, summary, results }: Report): string => `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<title>${safe(`${id} ${version}: conformance`)}</title>
<style>
body { font: 1rem/1.5 system-ui, sans-serif; margin: 2rem auto; max-width: 60rem; padding: 0 1rem }
table { border-collapse: collapse; width: 100% }
th, td { border-bottom: 1px solid #ccc; padding: 0.4rem; text-align: left; vertical-align: top }
.failed { background: #fde8e8 }
.skipped { color: #555 }
</style>
</head>
<body>
<h1>${safe(id)} ${safe(version)}</h1>
<p>${safe(summary)}</p>
<table>
<thead><tr><th scope="col">Level</th><th scope="col">Rule</th><th scope="col">Result</th><th scope="col">Time</th></tr></thead>
<tbody>
${results.map(rowOf).join('\n')}
</tbody>
</table>
</body>
</html>
`;

const rowOf = ({ level, check, status, faults = [], reason = '', ms }: KitResult): string => {
  const told = [reason, ...faults].filter((text) => text !== '').map((text) => `<br>${safe(text)}`);
  return `<tr class="${status}"><td>${level}</td><td>${safe(check)}${told.join('')}</td><td>${status}</td><td>${ms} ms</td></tr>`;
};
