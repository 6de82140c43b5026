/** Labels of a job as BigQuery takes them: lower-case letters, digits, `_` and `-`, at most 63 of them. */
export const labelsOf = (labels: Readonly<Record<string, string>>): Record<string, string> =>
  Object.fromEntries(
    Object.entries(labels).map(([name, value]) => [labelOf(name).replace(/^[^a-z]/, 'x'), labelOf(value)]),
  );

const labelOf = (text: string): string =>
  text
    .toLowerCase()
    .replace(/[^a-z0-9_-]/g, '_')
    .slice(0, 63);
