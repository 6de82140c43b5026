import { isDamage } from '../errors.ts';
import { compareKeys } from '../keys.ts';
import type { RowMaker } from '../rows/rows-of-issue.ts';
import type { ByMonth, Marks } from './marks.ts';
import type { MonthFiles } from './month-files.ts';
import { type MonthTables, openMonthTables } from './month-tables.ts';
import type { RawIssues } from './raw-issues.ts';

/** What months are made of, and how. */
export interface Making {
  readonly raw: RawIssues;
  readonly marks: Marks;
  readonly files: MonthFiles;
  readonly rowsOf: RowMaker;
  /** Settings that decide how rows are made, as one text. */
  readonly shape: string;
  /** Months that readers have, and that must be there. */
  readonly published: ReadonlySet<string>;
  readonly signal: AbortSignal;
}

/** What came of it. */
export interface Made {
  /** Issues whose JSON cannot be read. */
  readonly unreadable: ReadonlySet<string>;
  /** False when months had to be made from the JSON of all their issues, and one of those is unreadable: they wait. */
  readonly isComplete: boolean;
}

/**
 * Makes the months anew whose issues have changed. A month that is missing or damaged is made from the JSON of all its
 * issues, and so is every one when the settings have changed; none is ever taken for empty.
 */
export const makeMonths = async (making: Making): Promise<Made> => {
  const { files, marks, shape, published } = making;
  const isSame = (await files.shape()) === shape;
  const whole = isSame ? await files.wholeMonths() : new Set<string>();
  const taken = await marks.takeDirty();
  const unreadable = new Set<string>();
  const missing = new Set([...taken.keys(), ...published].filter((month) => !whole.has(month)));
  for (const [month, keys] of taken) {
    making.signal.throwIfAborted();
    const isMade = whole.has(month) && (await isRemade(making, { month, keys, unreadable }));
    if (!isMade) missing.add(month);
  }
  if (isSame && missing.size === 0) {
    await marks.finishDirty(taken.keys());
    return { unreadable, isComplete: true };
  }
  const made = await remakeMonths(making, isSame ? missing : undefined);
  if (made.isComplete) {
    await files.setShape(shape);
    await marks.finishDirty(taken.keys());
  }
  return { unreadable: new Set([...unreadable, ...made.unreadable]), isComplete: made.isComplete };
};

/** Makes these months, or every one, from the JSON of all their issues. */
export const remakeMonths = async (making: Making, only?: ReadonlySet<string>): Promise<Made> => {
  const unreadable = new Set<string>();
  const known = await issuesByMonth(making, unreadable);
  // What month an unreadable issue belongs to nobody knows: any of them would lack it.
  if (unreadable.size > 0) return { unreadable, isComplete: false };
  // A month whose issues are all gone has files too: empty ones, which take its parts away.
  for (const month of only ?? new Set([...known.keys(), ...making.published])) {
    making.signal.throwIfAborted();
    await writeMonth(making, { month, keys: known.get(month) ?? new Set(), unreadable }, 'anew');
  }
  return { unreadable, isComplete: unreadable.size === 0 };
};

interface Month {
  readonly month: string;
  readonly keys: ReadonlySet<string>;
  readonly unreadable: Set<string>;
}

/** Replaces the rows of some issues of a month; false when what is there is damaged. */
const isRemade = async (making: Making, month: Month): Promise<boolean> => {
  try {
    await writeMonth(making, month, 'upon what is there');
    return true;
  } catch (cause) {
    if (isDamage(cause)) return false;
    throw cause;
  }
};

const issuesByMonth = async ({ raw, signal }: Making, unreadable: Set<string>): Promise<ByMonth> => {
  const months = new Map<string, Set<string>>();
  for (const key of await raw.keys()) {
    signal.throwIfAborted();
    const head = await raw.head(key);
    if (!head) unreadable.add(key);
    else if (!head.isDeleted) months.set(head.month, (months.get(head.month) ?? new Set()).add(key));
  }
  return months;
};

const writeMonth = async (
  making: Making,
  { month, keys, unreadable }: Month,
  how: 'anew' | 'upon what is there',
): Promise<void> => {
  const tables = await openMonthTables(making.files, month, how);
  try {
    const lost = await replaceRows(making, tables, keys);
    for (const key of lost) unreadable.add(key);
    // The rows that are there stay until the issue can be read again; where there are none, the month waits.
    if (how === 'upon what is there' || lost.length === 0) await tables.finish();
  } finally {
    await tables.drop();
  }
};

/** Answers which issues could not be read. */
const replaceRows = async (
  { raw, rowsOf, signal }: Making,
  tables: MonthTables,
  keys: ReadonlySet<string>,
): Promise<readonly string[]> => {
  const lost: string[] = [];
  for (const key of [...keys].sort(compareKeys)) {
    signal.throwIfAborted();
    const issue = await raw.read(key);
    if (issue === 'unreadable') lost.push(key);
    else if (issue) await tables.replace(key, rowsOf(issue));
  }
  return lost;
};
