import { operation } from '../../http/operation.ts';
import type { Reply } from '../../http/reply.ts';
import { addressOf } from '../address.ts';
import { nothingChanged, tooManyChanges } from '../errors.ts';
import { anyForm, page } from '../form-fields.ts';
import type { Asking } from '../frame.ts';
import { pageReply, seeOther } from '../page-reply.ts';
import { orShowAgain, type Refusal, refusalView } from '../refusal.ts';
import { type Change, type ChangeForm, changesIn, stillNeeded } from './changes.ts';
import { reviewView } from './review-view.ts';
import { type AccessServices, overviewNow } from './services.ts';

const path = '/admin/access';
/** As many as the API takes at once. */
const most = 1000;

const keysOf = (changes: readonly Change[], wanted: Change['change']) =>
  changes.filter(({ change }) => change === wanted).map(({ change: _, ...grant }) => grant);

const batchOf = ({ changes }: Pick<ChangeForm, 'changes'>) => ({
  add: keysOf(changes, 'add'),
  remove: keysOf(changes, 'remove'),
});

const reviewPage = async (
  services: AccessServices,
  asking: Asking,
  { form, refusal }: { form: ChangeForm; refusal?: Refusal },
): Promise<Reply> => {
  if (form.changes.length > most) throw tooManyChanges({ changes: form.changes.length, most });
  const overview = await overviewNow(services);
  const needed = batchOf({ changes: stillNeeded(form.changes, overview) });
  const reach = await services.grantReach.of(needed);
  const isChanged = refusal?.code === 'access_changed';
  const view = {
    ...reviewView(overview, { form, reach, ...(isChanged && { theirs: theirsIn(refusal) }) }),
    refusal: isChanged ? undefined : refusalView(refusal),
  };
  const status = refusal?.status ?? 200;
  return pageReply(services.web, asking, {
    page: 'access-review',
    title: 'Review changes',
    path,
    view,
    status,
  });
};

/** What somebody else did, in words. */
const theirsIn = ({ details }: Refusal): readonly string[] => {
  // Declared with the error, which forgets its own details once it is thrown.
  const { changes = [] } = details as { readonly changes?: readonly Theirs[] };
  return changes.map(({ change, group_name, resource_type, resource_id }) => {
    const what = resource_id === undefined ? '' : ` → ${resource_type ?? ''} ${resource_id}`;
    return `${words[change] ?? change}: ${group_name}${what}`;
  });
};

interface Theirs {
  readonly change: string;
  readonly group_name: string;
  readonly resource_type?: string;
  readonly resource_id?: string;
}

const words: Readonly<Record<string, string>> = {
  group_created: 'Group made',
  group_updated: 'Group changed',
  group_deleted: 'Group deleted',
  grant_created: 'Granted',
  grant_deleted: 'Taken away',
};

const review = operation({
  id: 'web.access_review',
  route: 'POST /admin/access/review',
  summary: 'Shows the difference that ticked grants come to, before anything is saved',
  who: 'admin',
  body: anyForm,
  result: page,
  problems: ['too_many_changes'],
  run: (input, services: AccessServices) => reviewPage(services, input, { form: changesIn(input.body) }),
});

const save = operation({
  id: 'web.access_save',
  route: 'POST /admin/access',
  summary: 'Saves the difference, all of it or nothing; refused with both when grants have changed meanwhile',
  who: 'admin',
  body: anyForm,
  result: page,
  problems: [
    'access_changed',
    'group_not_found',
    'unknown_resource_type',
    'nothing_changed',
    'too_many_changes',
  ],
  audit: () => ({ action: 'resource_grant.updated' }),
  run: async (input, services: AccessServices) => {
    const form = changesIn(input.body);
    const again = (refusal: Refusal): Promise<Reply> => reviewPage(services, input, { form, refusal });
    return orShowAgain(async () => {
      if (form.changes.length === 0) throw nothingChanged({});
      if (form.changes.length > most) throw tooManyChanges({ changes: form.changes.length, most });
      const batch = { ...batchOf(form), base: form.base };
      const { added, removed } = await services.grants.changeTogether(batch, input.intent);
      return seeOther(savedAt(form, { added: added.length, removed: removed.length }));
    }, again);
  },
});

const savedAt = ({ back }: ChangeForm, numbers: { added: number; removed: number }): string =>
  addressOf(path, { ...Object.fromEntries(new URLSearchParams(back)), done: 'saved', ...numbers });

/** What the pages of access change. */
export const accessSaveOperations = [review, save] as const;
