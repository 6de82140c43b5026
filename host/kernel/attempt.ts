import type { HookName } from '@agnes/sdk';
import { attributed } from './attribution.ts';
import { codeFailure, type FailedCode } from './code-failure.ts';
import { withDeadline } from './deadline.ts';
import { runningNameOf } from './endings.ts';
import { hookTimedOut } from './errors.ts';
import { frozenInput } from './frozen-input.ts';
import type { HookRule } from './hook-rules.ts';
import type { CallOutcome, CodeStamp, HookCall } from './ledger.ts';
import type { LeftBehind } from './left-behind.ts';
import { reasonOf } from './reason.ts';
import { whileUnderWay } from './running-now.ts';
import { dataOf, givingBack, isVeto } from './untrusted-answer.ts';

/** A tap, as the plugin gave it. */
export type Listener = (input: unknown) => unknown;

/** One tap and what it is held to. */
export interface TappedCode extends Omit<FailedCode, 'during'> {
  readonly hook: HookName;
  /** Which of the taps its plugin has of this hook, from 0. */
  readonly tap: number;
  readonly rule: HookRule<unknown, unknown>;
  /** Told of what a tap left behind and nobody caught. */
  readonly blame?: (error: unknown) => void;
  /** Of a plugin that did not ship with the host. */
  readonly outside?: LeftBehind | undefined;
}

interface Attempt {
  readonly listener: Listener;
  readonly input: unknown;
  /** True: nobody goes on with the answer, and the plugin may send nothing. */
  readonly isDry: boolean;
}

interface Attempted {
  readonly call: HookCall;
  /** The checked answer. */
  readonly value?: unknown;
  /** What was thrown instead. */
  readonly cause?: unknown;
}

/** Lets a plugin answer, within its time, and says how that went. */
export const attempt = async (code: TappedCode, { listener, input, isDry }: Attempt): Promise<Attempted> => {
  const { plugin, version, hook, tap, rule, blame, outside } = code;
  const owner = { plugin, version, during: hook, outside, ...(isDry ? { isDry } : blame && { blame }) };
  const late = () => hookTimedOut({ ms: rule.timeoutMs });
  let given: unknown;
  const work = () => {
    given = frozenInput(input);
    return givingBack(plugin, () => attributed(owner, () => listener(given)));
  };
  const answer = () => withDeadline(work, rule.timeoutMs, late);
  const begun = performance.now();
  const told = () => ({ ...stampOf(code), hook, tap, input: given, ms: performance.now() - begun });
  try {
    const value = rule.check(dataOf(await whileUnderWay(runningNameOf(owner), answer)), input);
    return { call: { ...told(), answer: value, outcome: value === undefined ? 'pass' : 'ok' }, value };
  } catch (cause) {
    return { call: { ...told(), ...endOf(code, cause) }, cause };
  }
};

/** A call that the breaker kept from being made. */
export const skippedCall = (code: TappedCode): HookCall => ({
  ...stampOf(code),
  hook: code.hook,
  tap: code.tap,
  input: undefined,
  ms: 0,
  outcome: 'skipped',
});

const endOf = (code: TappedCode, cause: unknown): Pick<HookCall, 'outcome' | 'failure' | 'answer'> => {
  if (isVeto(cause)) return { outcome: 'veto', answer: { veto: reasonOf(cause) } };
  const failed = { ...stampOf(code), folder: code.folder, during: `hook:${code.hook}` };
  const failure = codeFailure(cause, failed);
  return { outcome: outcomes[failure.code] ?? 'error', failure };
};

const outcomes: Readonly<Record<string, CallOutcome>> = {
  hook_timed_out: 'timeout',
  hook_result_invalid: 'bad_result',
};

const stampOf = ({ plugin, version, treeHash }: CodeStamp): CodeStamp => ({
  plugin,
  version,
  ...(treeHash !== undefined && { treeHash }),
});
