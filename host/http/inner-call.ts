import { checkCaller } from './access-check.ts';
import { missingCredentials, stateReadOnly, unauditedChange } from './errors.ts';
import { type Intent, wasWritten } from './intent.ts';
import type { AnyOperation, Audit, InnerCall, Input } from './operation.ts';
import type { Principal } from './principal.ts';
import type { Problem } from './problem.ts';
import type { RateLimit } from './rate-limit.ts';
import { isReply } from './reply.ts';

/** What stands around every operation, wherever it is called from. */
export interface InnerCallDeps {
  readonly rateLimit: RateLimit;
  /** Whether changes by administrators are kept away now. */
  readonly isReadOnly?: (() => boolean) | undefined;
  /** Makes a problem of an error, and tells the log of those that are our fault. */
  readonly problemOf: (cause: unknown, of: { readonly requestId: string; readonly path: string }) => Problem;
}

/** Until an operation runs there is nobody to call for. */
export const noInnerCall: InnerCall = () => Promise.reject(missingCredentials({}));

/** Runs an operation whose caller was admitted and whose input was checked, and sees to it that its audit row was written. */
export const performed = async (
  operation: AnyOperation,
  input: Input,
  deps: InnerCallDeps,
): Promise<unknown> => {
  if (operation.who === 'admin' && operation.audit && deps.isReadOnly?.()) throw stateReadOnly({});
  const intent = intentOf(operation.audit?.(input), input);
  const request = { ...input.request, inner: innerCall(input, deps) };
  const result = await operation.run({ ...input, intent, request });
  if (operation.audit && !wasWritten(intent) && !isRefusal(result))
    throw unauditedChange({ operation: operation.id });
  return result;
};

const innerCall =
  (outer: Input, deps: InnerCallDeps): InnerCall =>
  async (operation, { given, read }) => {
    const { request } = outer;
    // Nobody on public operations.
    const principal = outer.principal as Principal | undefined;
    try {
      if (!principal) throw missingCredentials({});
      await deps.rateLimit.check(operation, { ip: request.ip, userId: principal.userId });
      checkCaller(operation, principal);
      // The headers are those of the outer request: they say nothing of this one.
      const own = { ...request, accept: 'application/json', headers: {}, via: 'mcp' as const };
      const input = { ...outer, ...given(), principal, request: own };
      return { value: await read(await performed(operation, input, deps)) };
    } catch (cause) {
      return { problem: deps.problemOf(cause, { requestId: request.id, path: pathOf(operation) }) };
    }
  };

const pathOf = ({ route }: AnyOperation): string => route.split(' ')[1] ?? '';

// A form that is shown again with what was wrong has changed nothing.
const isRefusal = (result: unknown): boolean => isReply(result) && (result.status ?? 200) >= 400;

const intentOf = (audit: Audit | undefined, { principal, request }: Input): Intent => ({
  action: audit?.action ?? 'none',
  ...(audit?.resource !== undefined && { resource: audit.resource }),
  ...(audit?.params && { params: audit.params }),
  actor: actorOf(principal as Principal | undefined),
  requestId: request.id,
  ip: request.ip,
});

const actorOf = (principal: Principal | undefined): Intent['actor'] =>
  principal
    ? {
        userId: principal.userId,
        email: principal.email,
        kind: principal.kind,
        ...(principal.tokenId !== undefined && { tokenId: principal.tokenId }),
      }
    : { kind: 'anonymous' };
