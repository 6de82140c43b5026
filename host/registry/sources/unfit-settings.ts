import type { ConnectorContribution } from '@agnes/sdk';
import { settingsChecker } from '../../kernel/settings-checker.ts';
import type { Source } from '../source.ts';

/** What a version of a connector has against settings of a source that were kept; nothing where it takes them. */
export const unfitSettings = (
  config: Source['config'],
  { config: { schema } }: Pick<ConnectorContribution, 'config'>,
): readonly string[] => {
  const checked = settingsChecker(schema)(config);
  return checked.ok ? [] : checked.faults.map(({ loc, msg }) => `/config${loc} ${msg}`);
};
