/** The words of the command line for what is sent to a route, by field; a word alone is a switch. */
const wordsOf: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  'POST /api/admin/plugins/rollback': { to_generation: '' },
  'POST /api/jobs/{id}/confirm': { accept: '' },
  'POST /api/sync/trigger': {
    tables: '--table',
    connection: '--source',
    force: '--force',
    accept_schema: '--accept-schema',
  },
};

/** What is sent to a route in a hint, as words behind its command; nothing where the command has no words for it. */
export const sentWords = (route: string, sent: string): string | undefined => {
  const known = wordsOf[route] ?? {};
  const fields = [...sent.matchAll(/"(\w+)": ?(\[[^\]]*\]|"[^"]*"|[^,}]+)/g)];
  const words = fields.map(([, field = '', value = '']) => wordsFor(known[field], value));
  return words.includes(undefined) ? undefined : words.join('');
};

const wordsFor = (option: string | undefined, value: string): string | undefined => {
  // A yes goes without saying, a no does not.
  if (option === undefined || value === 'false') return undefined;
  if (value === 'true') return option && ` ${option}`;
  const values = value
    .replaceAll(/[[\]"]/g, '')
    .split(',')
    .map((one) => (one === '…' ? '<table>' : one.trim()));
  if (!values.every((one) => /^<?[\w.-]+>?$/.test(one))) return undefined;
  return values
    .map((one) => [option, one].filter(Boolean).join(' '))
    .map((one) => ` ${one}`)
    .join('');
};
