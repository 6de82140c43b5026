import { type Static, Type } from '@agnes/sdk';

const closed = { additionalProperties: false } as const;

/** How many results are kept of one plugin; those that are broken come first. */
const mostResults = 200;

const result = Type.Object(
  {
    level: Type.String({ description: 'Such as `L0`.' }),
    rule: Type.String(),
    status: Type.Union([Type.Literal('passed'), Type.Literal('failed'), Type.Literal('skipped')]),
    message: Type.String({
      maxLength: 2000,
      description: 'What breaks the rule, or why it was not looked at.',
    }),
  },
  closed,
);

/** What the conformance kit found of one version of a plugin when it was installed. */
export const conformanceSchema = Type.Object(
  {
    level: Type.Union([Type.String(), Type.Null()], {
      description: 'The highest level up to which no rule is broken. Null: not even the lowest.',
    }),
    at: Type.String(),
    host_version: Type.String(),
    results: Type.Array(result, { maxItems: mostResults }),
  },
  closed,
);

/** What the kit found of a plugin. */
export type Conformance = Static<typeof conformanceSchema>;

/** What the kit found of one rule. */
export type ConformanceResult = Static<typeof result>;

/** The results that are kept. */
export const keptResults = (results: readonly ConformanceResult[]): ConformanceResult[] => {
  const isBroken = ({ status }: ConformanceResult): boolean => status === 'failed';
  return [...results.filter(isBroken), ...results.filter((one) => !isBroken(one))].slice(0, mostResults);
};

/** From what lies in the folder to how it behaves inside a host. */
const levels = ['L0', 'L1', 'L2', 'L3', 'L4', 'L5', 'L6', 'L9'] as const;

/** The highest level at which a rule is kept, where none is broken at it or below; null where there is none. */
export const levelOf = (results: readonly Pick<ConformanceResult, 'level' | 'status'>[]): string | null => {
  const at = (level: string, status: string): boolean =>
    results.some((one) => one.level === level && one.status === status);
  const broken = levels.findIndex((level) => at(level, 'failed'));
  const whole = broken === -1 ? levels : levels.slice(0, broken);
  return whole.findLast((level) => at(level, 'passed')) ?? null;
};
