import { defineError } from '@agnes/sdk/errors';

/** Nobody's, or somebody else's: both are told alike. */
export const savedQueryNotFound = defineError<{ id: string }>({
  code: 'saved_query_not_found',
  kind: 'not_found',
  message: ({ id }) => `You have no saved query '${id}'`,
  hint: 'GET /api/query/saved lists the ones you have.',
});

/** One name stands for one statement. */
export const savedQueryExists = defineError<{ name: string; id: string }>({
  code: 'saved_query_exists',
  kind: 'conflict',
  message: ({ name }) => `You have saved a query as '${name}' already`,
  hint: 'Choose another name, or save over the one that is there with PUT /api/query/saved/{id}.',
});

/** A list of names that nobody can read is no help. */
export const tooManySavedQueries = defineError<{ most: number }>({
  code: 'too_many_saved_queries',
  kind: 'conflict',
  message: ({ most }) => `One person saves at most ${most} queries`,
  hint: 'Delete one that you no longer need.',
});

/** The name is made of blanks. */
export const blankQueryName = defineError({
  code: 'blank_query_name',
  kind: 'bad_request',
  message: () => 'A saved query needs a name',
  hint: 'Give it a name by which you find it again.',
});
