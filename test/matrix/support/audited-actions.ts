import { operations } from '../../../host/app/operations.ts';
import type { AnyOperation, Input } from '../../../host/http/operation.ts';

/** A change that somebody can make, under the name that the audit log has for it. */
interface Change {
  readonly route: string;
  readonly who: AnyOperation['who'];
  readonly actions: readonly string[];
}

const decisions = ['approve', 'reject', 'mandate', 'revoke'].map((verb) => `corporate_memory.${verb}`);

/** Operations that do one thing or another, as they are sent. */
const bySent: Readonly<Record<string, readonly string[]>> = {
  'POST /corporate-memory/admin/:id/decide': decisions,
  'POST /api/memory/admin/batch': ['corporate_memory.batch', ...decisions],
  'POST /api/marketplaces': ['marketplace.create'],
  'POST /admin/plugins/apply': ['plugin.apply'],
};

/** An input that has whatever it is asked for. */
const anything: unknown = new Proxy(() => undefined, {
  get: (_target, name) => (name === Symbol.toPrimitive ? () => 'any' : anything),
  apply: () => anything,
});
const anyInput = {
  params: anything,
  query: anything,
  body: anything,
  principal: anything,
  request: anything,
} as Input;

/** Every change that the host knows. */
export const changes: readonly Change[] = (
  operations as readonly unknown[] as readonly AnyOperation[]
).flatMap(({ route, who, audit }) =>
  audit ? [{ route, who, actions: bySent[route] ?? [audit(anyInput).action] }] : [],
);

/** True for what a form of a page sends, and not a program. */
export const isOfPage = ({ route }: Pick<Change, 'route'>): boolean =>
  !/^\w+ \/(api|auth|x|oauth|webhooks|marketplace\.git)\b/.test(route);
