import { ConfigError } from '@agnes/sdk/errors';
import type { JiraClient } from '../fetch/client.ts';
import { at } from '../rows/json.ts';

/** Throws unless the site knows the account. Asked once, however often it is called. */
export const signedIn = (client: JiraClient): (() => Promise<void>) => {
  let asked: Promise<void> | undefined;
  return () => {
    asked ??= checkAccount(client);
    return asked;
  };
};

/** Throws unless the API answers as Jira does, to somebody it knows. */
export const checkAccount = async (client: JiraClient): Promise<void> => {
  const answer = await client.get('/rest/api/3/myself');
  if (answer.status === 'ok' && at(answer.json, 'accountId') !== undefined) return;
  throw ConfigError({ reason: 'The domain does not answer as a site of Jira Cloud does.' });
};
