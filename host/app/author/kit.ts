/** Levels of the kit, from what lies in the folder to how it behaves under stress. */
type Level = 'L0' | 'L1' | 'L2' | 'L3' | 'L4' | 'L5' | 'L6' | 'L9' | 'own';

/** One rule. */
export interface KitCheck {
  readonly level: Level;
  readonly title: string;
  /** Resolves to what breaks the rule; nothing where it is kept. */
  readonly run: () => Promise<readonly string[]>;
  /** True: runs code of the plugin, or is about how its author makes it. A host that installs it leaves that out. */
  readonly isForAuthors?: boolean;
  /** Why the rule cannot be looked at; nothing where it can. */
  readonly unlooked?: () => Promise<string | undefined>;
}

/** What came of a rule. `reason` says why it was not looked at. */
export interface KitResult {
  readonly level: Level;
  readonly check: string;
  readonly status: 'passed' | 'failed' | 'skipped';
  readonly faults?: readonly string[];
  readonly reason?: string;
  readonly ms: number;
}

/** A rule that the author does not want looked at, and why. */
export interface Skip {
  readonly check: string;
  readonly bypass_reason: string;
}

/** Longest time one rule may take, and all rules of a level together. */
const patience = { ruleMs: 120_000, suiteMs: 300_000 };

/** Looks at one rule after another: they share the fixture server. */
export const runChecks = async (
  checks: readonly KitCheck[],
  skips: readonly Skip[],
  { ruleMs, suiteMs } = patience,
): Promise<readonly KitResult[]> => {
  const results: KitResult[] = [];
  for (const check of checks) {
    const spent = results.filter(({ level }) => level === check.level).reduce((sum, { ms }) => sum + ms, 0);
    results.push(await resultOf(check, skips, Math.min(ruleMs, suiteMs - spent)));
  }
  return results;
};

/** A skip of a rule that is not there hides nothing and is a mistake. */
export const unknownSkips = (results: readonly KitResult[], skips: readonly Skip[]): readonly KitResult[] => {
  const known = new Set(results.map(({ check }) => check));
  return skips
    .filter(({ check }) => !known.has(check))
    .map(({ check }) => ({
      level: 'L0',
      check: 'every skip names a check',
      status: 'failed',
      faults: [`there is no check "${check}"`],
      ms: 0,
    }));
};

const resultOf = async (
  { level, title, run, unlooked }: KitCheck,
  skips: readonly Skip[],
  mostMs: number,
): Promise<KitResult> => {
  const skip = skips.find(({ check }) => check === title);
  if (skip) return { level, check: title, status: 'skipped', reason: skip.bypass_reason, ms: 0 };
  const begun = performance.now();
  const reason = await unlooked?.();
  if (reason !== undefined) return { level, check: title, status: 'skipped', reason, ms: 0 };
  const faults =
    mostMs > 0 ? await faultsOf(run, mostMs) : [`the rules of ${level} before it took all the time there is`];
  const ms = Math.ceil(performance.now() - begun);
  if (faults.length === 0) return { level, check: title, status: 'passed', ms };
  return { level, check: title, status: 'failed', faults, ms };
};

const faultsOf = async (run: KitCheck['run'], mostMs: number): Promise<readonly string[]> => {
  const { promise, resolve } = Promise.withResolvers<readonly string[]>();
  const late = setTimeout(() => resolve([`takes longer than ${mostMs / 1000} s`]), mostMs);
  try {
    return await Promise.race([run(), promise]);
  } catch (error) {
    return [error instanceof Error ? error.message : String(error)];
  } finally {
    clearTimeout(late);
  }
};
