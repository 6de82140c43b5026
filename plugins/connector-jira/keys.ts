const keyRule = /^[A-Z][A-Z0-9]{0,31}-[0-9]{1,12}$/;

/** True for the key of an issue, such as `SUPPORT-15190`. What is one may be part of a path. */
export const isIssueKey = (value: unknown): value is string =>
  typeof value === 'string' && keyRule.test(value);

/** True for the number by which Jira knows an issue, as text. */
export const isIssueId = (value: string): boolean => /^[0-9]{1,18}$/.test(value);

/** Orders keys by project, then by number. */
export const compareKeys = (a: string, b: string): number => {
  const [one, other] = [partsOf(a), partsOf(b)];
  if (one.project !== other.project) return one.project < other.project ? -1 : 1;
  return one.number - other.number;
};

/** The project and the number of a key. */
export const partsOf = (key: string): { readonly project: string; readonly number: number } => {
  const at = key.lastIndexOf('-');
  return { project: key.slice(0, at), number: Number(key.slice(at + 1)) };
};
