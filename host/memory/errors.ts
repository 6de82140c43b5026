import { defineError } from '@agnes/sdk/errors';
import type { Status, Verb } from './item.ts';

/** The same for an item that does not exist and one that is not for the caller: neither tells which. */
export const memoryItemNotFound = defineError<{ item: string }>({
  code: 'memory_item_not_found',
  kind: 'not_found',
  message: ({ item }) => `There is no memory item "${item}".`,
  hint: 'GET /api/memory lists the items you may see.',
});

/** Only those whose texts an item came from say whether it is personal. */
export const notContributor = defineError<{ item: string }>({
  code: 'not_contributor',
  kind: 'forbidden',
  message: ({ item }) => `You have contributed nothing to the memory item "${item}".`,
  hint: 'GET /api/memory/my-contributions lists the items you have contributed to.',
});

/** Not every state leads to every other. */
export const invalidTransition = defineError<{
  item: string;
  verb: Verb;
  status: Status;
  allowed: readonly Verb[];
}>({
  code: 'invalid_transition',
  kind: 'conflict',
  message: ({ item, verb, status }) => `The memory item "${item}" is ${status}: it cannot be "${verb}".`,
  hint: ({ allowed }) =>
    `${allowed.length > 0 ? `Allowed from here: ${allowed.join(', ')}. ` : ''}\`force=true\` overrides, which the audit log shows.`,
});

/** An audience is everybody or a group that is there. */
export const unknownAudience = defineError<{ audience: string }>({
  code: 'unknown_audience',
  kind: 'bad_request',
  message: ({ audience }) => `"${audience}" is no audience.`,
  hint: 'Say null or `all` for everybody, or `group:<name>` with the name of a group; GET /api/admin/groups lists them.',
});

/** A field has values that are not among its own. */
export const unknownValue = defineError<{ field: string; value: string; allowed: readonly string[] }>({
  code: 'unknown_value',
  kind: 'bad_request',
  message: ({ field, value }) => `"${value}" is no ${field}.`,
  hint: ({ allowed }) => `One of: ${allowed.join(', ')}.`,
});

/** A title is made of blanks. */
export const blankField = defineError<{ field: string }>({
  code: 'blank_field',
  kind: 'bad_request',
  message: ({ field }) => `The ${field} of a memory item is not blank.`,
  hint: 'Say in a few words what there is to know.',
});

/** Two sides are two items. */
export const sameItem = defineError<{ item: string }>({
  code: 'same_item',
  kind: 'bad_request',
  message: ({ item }) => `The memory item "${item}" does not stand against itself.`,
  hint: 'Name two items.',
});

export const contradictionNotFound = defineError<{ id: string }>({
  code: 'contradiction_not_found',
  kind: 'not_found',
  message: ({ id }) => `There is no contradiction "${id}".`,
  hint: 'GET /api/memory/admin/contradictions lists them.',
});

export const relationNotFound = defineError<{ item_a_id: string; item_b_id: string }>({
  code: 'relation_not_found',
  kind: 'not_found',
  message: ({ item_a_id, item_b_id }) => `Nobody has taken "${item_a_id}" and "${item_b_id}" for duplicates.`,
  hint: 'GET /api/memory/admin/duplicate-candidates lists the pairs.',
});

/** What was decided once is decided. */
export const alreadyResolved = defineError<{ what: string; resolution: string }>({
  code: 'already_resolved',
  kind: 'bad_request',
  message: ({ what, resolution }) => `The ${what} was resolved as "${resolution}" before.`,
  hint: 'Change the items themselves: edit, approve or revoke them.',
});

/** To merge two texts somebody has to write the one. */
export const mergedContentMissing = defineError({
  code: 'merged_content_missing',
  kind: 'bad_request',
  message: () => '`merged` with `apply` needs `merged_content`.',
  hint: 'Send the text that takes the place of both.',
});

/** A list that nobody gets through is no help. */
export const tooManyPending = defineError<{ most: number }>({
  code: 'too_many_pending',
  kind: 'conflict',
  message: ({ most }) => `At most ${most} items of one person wait for a decision`,
  hint: 'Wait until an administrator has decided about some of yours.',
});

/** A change says what changes. */
export const nothingToChange = defineError({
  code: 'nothing_to_change',
  kind: 'bad_request',
  message: () => 'No field is given.',
  hint: 'Give at least one; the value it has already is a review without a change.',
});
