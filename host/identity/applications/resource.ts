import { invalidScope, invalidTarget } from './errors.ts';

/** What applications can have: tables, and skills and plugins. Never more than their person. */
export const applicationScopes = ['read', 'marketplace'] as const;

/** The only thing that their tokens open. */
export const mcpResource = (origin: string): string => `${origin}/mcp`;

/** Throws when a token is wanted for something else; who names nothing means this. */
export const checkResource = (origin: string, wanted: string | undefined): void => {
  const resource = mcpResource(origin);
  if (wanted === undefined || (URL.canParse(wanted) && new URL(wanted).href === resource)) return;
  throw invalidTarget({ resource });
};

/** What can be had of what is wanted, and `read`, without which /mcp opens to nobody; everything when nothing is named. */
export const offeredScopes = (
  wanted: string | undefined,
  offered: readonly string[] = applicationScopes,
): readonly string[] => {
  const named = (wanted ?? '').split(' ').filter((scope) => scope !== '');
  if (named.length === 0) return offered;
  const scopes = offered.filter((scope) => named.includes(scope));
  if (scopes.length === 0) throw invalidScope({ offered });
  return offered.filter((scope) => scope === 'read' || scopes.includes(scope));
};
