import { Type } from '@agnes/sdk';
import { operation } from '../../http/operation.ts';
import type { Reply } from '../../http/reply.ts';
import { statuses } from '../../memory/item.ts';
import { page } from '../form-fields.ts';
import type { Asking } from '../frame.ts';
import { seeOther } from '../page-reply.ts';
import { orShowAgain } from '../refusal.ts';
import { type ReviewServices, reviewAddress, reviewPage } from './review-page.ts';
import { changeIn, decisionIn, type SeveralForm, someTicked, tickedIn } from './several.ts';

const text = (maxLength: number) => ({ type: 'string', maxLength });

/** As much as one item takes from its own form, and as many items as over HTTP. */
const severalForm = Type.Unsafe<SeveralForm>({
  type: 'object',
  maxProperties: 520,
  properties: { reason: text(1_000), category: text(100), tags_add: text(5_000), tags_remove: text(5_000) },
  additionalProperties: text(300),
  description: 'Fields of the form; `item:<id>` for each item that is ticked.',
});

/** How many items are as they were asked to be, and how many are not. */
interface Came {
  readonly done: 'several' | 'changed';
  readonly count: number;
  readonly left: number;
}

/** Does to what is ticked what the form says, or shows the list again as it was. */
const toSeveral = (
  services: ReviewServices,
  { form, ...asking }: Asking & { readonly form: SeveralForm },
  act: () => Promise<Came>,
): Promise<Reply> => {
  const asked = {
    status: statuses.find((one) => one === form['status']) ?? ('' as const),
    q: (form['q'] ?? '').slice(0, 200),
    page: Number(/^[1-9][0-9]{0,4}$/.exec(form['page'] ?? '')?.[0] ?? 1),
  };
  return orShowAgain(
    async () => seeOther(reviewAddress({ ...asked, ...(await act()) })),
    (refusal) => reviewPage(services, asking, { ...asked, refusal, typed: form }),
  );
};

const decideAll = operation({
  id: 'web.memory_decide_several',
  route: 'POST /corporate-memory/admin/batch',
  summary: 'Decides about several items at once, from the page',
  who: 'admin',
  body: severalForm,
  result: page,
  problems: ['unknown_audience', 'nothing_changed'],
  audit: ({ body: form }) => ({
    action: 'corporate_memory.batch',
    params: { verb: form['verb'] ?? null, items: tickedIn(form).length, reason: form['reason'] ?? null },
  }),
  run: ({ body: form, intent, principal, request }, services: ReviewServices) =>
    toSeveral(services, { principal, request, form }, async () => {
      const ids = someTicked(form);
      const came = await services.memoryGovernance.decideAll(ids, decisionIn(form), intent);
      const { success, refused, not_found } = came;
      return { done: 'several', count: success.length, left: refused.length + not_found.length };
    }),
});

const editAll = operation({
  id: 'web.memory_edit_several',
  route: 'POST /corporate-memory/admin/bulk-update',
  summary: 'Changes several items alike, from the page',
  who: 'admin',
  body: severalForm,
  result: page,
  problems: ['unknown_audience', 'unknown_value', 'nothing_changed'],
  audit: ({ body: form }) => ({
    action: 'corporate_memory.bulk_update',
    params: { items: tickedIn(form).length },
  }),
  run: ({ body: form, intent, principal, request }, services: ReviewServices) =>
    toSeveral(services, { principal, request, form }, async () => {
      const ids = someTicked(form);
      const came = await services.memoryEdits.editAll(ids, changeIn(form), intent);
      return { done: 'changed', count: came.updated.length, left: came.not_found.length };
    }),
});

/** What is done to several items at once. */
export const memorySeveralOperations = [decideAll, editAll] as const;
