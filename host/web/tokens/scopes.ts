/** What a token may be made for, in plain words. */
interface ScopeWords {
  readonly scope: string;
  readonly label: string;
  readonly says: string;
}

const words: readonly ScopeWords[] = [
  { scope: 'read', label: 'Read', says: 'see the catalog, query and download tables' },
  { scope: 'sync', label: 'Sync', says: 'read, and upload' },
  { scope: 'marketplace', label: 'Marketplace', says: 'fetch skills and plugins, nothing else' },
  { scope: 'admin', label: 'Administer', says: 'do what an administrator may' },
];

const everything = 'scope_all';

/** A choice of scopes as check boxes; all rights of the owner are a choice of their own, not what is left over. */
export const scopeChoices = (
  isAdmin: boolean,
  {
    ticked = ['read'],
    isAll = false,
  }: { readonly ticked?: readonly string[]; readonly isAll?: boolean } = {},
): readonly object[] => [
  ...words
    .filter(({ scope }) => scope !== 'admin' || isAdmin)
    .map(({ scope, label, says }) => ({ name: nameOf(scope), label, says, checked: ticked.includes(scope) })),
  {
    name: everything,
    label: 'Everything I may do',
    says: 'now and later; not advised, because whoever has the token is you',
    checked: isAll,
  },
];

/** What was ticked. `all`: a token without limits of its own. */
export const scopesIn = (form: Readonly<Record<string, unknown>>): readonly string[] | 'all' =>
  form[everything] === undefined
    ? words.map(({ scope }) => scope).filter((scope) => form[nameOf(scope)] !== undefined)
    : 'all';

/** The same as the page shows it again. */
export const choicesIn = (isAdmin: boolean, form: Readonly<Record<string, unknown>>): readonly object[] => {
  const chosen = scopesIn(form);
  return chosen === 'all'
    ? scopeChoices(isAdmin, { ticked: [], isAll: true })
    : scopeChoices(isAdmin, { ticked: chosen });
};

/** What a token may, in a few words. */
export const scopesInWords = (scopes: readonly string[] | null): string =>
  scopes === null
    ? 'everything its owner may'
    : scopes
        .map((scope) => (words.find((one) => one.scope === scope)?.label ?? scope).toLowerCase())
        .join(', ');

const nameOf = (scope: string): string => `scope_${scope}`;
