import { admins, anywhere, type CommandRow, each, signedIn } from './row.ts';

/** Metrics, rules and the corporate memory. */
export const memoryRows: Readonly<Record<string, CommandRow>> = {
  ...each(signedIn(), [
    'metrics list',
    'metrics export',
    'rules list',
    'rules sync',
    'memory list',
    'memory search',
    'memory mine',
    'admin memory tree',
    'admin memory list',
    'admin memory stats',
  ]),
  'metrics show': signedIn([8, 'metric_not_found'], ['sales/revenue']),
  ...each(anywhere([2, 'bad_file']), ['metrics validate', 'metrics import']),
  'metrics save': admins(['sales/revenue', '--unit', 'EUR']),
  'metrics delete': admins(['sales/revenue']),
  'memory add': signedIn(0, [
    'Orders count once',
    '--content',
    'Each order is one row.',
    '--category',
    'business_logic',
  ]),
  'memory vote': signedIn([8, 'memory_item_not_found'], ['x', 'up']),
  ...each(signedIn([8, 'memory_item_not_found']), ['memory personal', 'memory provenance']),
  ...each(admins(), [
    'admin memory approve',
    'admin memory audit',
    'admin memory contradictions',
    'admin memory duplicates list',
  ]),
  ...each(admins(['x', '--reason', 'Why']), [
    'admin memory reject',
    'admin memory mandate',
    'admin memory revoke',
  ]),
  ...each(admins(['x', '--title', 'Other']), ['admin memory edit', 'admin memory bulk-edit']),
  'admin memory contradiction-add': admins(['x', 'y', '--explanation', 'Why', '--severity', 'hard']),
  'admin memory contradiction-resolve': admins(['x', '--as', 'kept_a']),
  'admin memory duplicates resolve': admins(['x', 'y', '--as', 'different']),
};
