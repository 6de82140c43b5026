import type { JsonObject } from '../json/values.ts';
import { sentWords } from './sent-words.ts';

/** The command that does what a route does, for those that the hints of the server name. */
const commandOf: Readonly<Record<string, string>> = {
  'DELETE /api/query/jobs/{id}': 'agnes query-jobs cancel <id>',
  'GET /api/admin/access-overview': 'agnes admin grant overview',
  'GET /api/admin/break-glass': 'agnes admin break-glass list',
  'GET /api/admin/discover-tables': 'agnes admin discover',
  'GET /api/admin/generations': 'agnes admin generations list',
  'GET /api/admin/groups': 'agnes admin group list',
  'GET /api/admin/hook-calls': 'agnes admin plugin calls',
  'GET /api/admin/plugins': 'agnes admin plugin list',
  'GET /api/admin/plugins/doctor': 'agnes admin plugin doctor',
  'GET /api/admin/registry': 'agnes admin list-tables',
  'GET /api/admin/resource-types': 'agnes admin grant resource-types',
  'GET /api/admin/schedules': 'agnes admin schedule list',
  'GET /api/admin/secrets': 'agnes admin secret list',
  'GET /api/admin/sources': 'agnes admin source list',
  'GET /api/catalog/tables': 'agnes catalog',
  'GET /api/desktop/links': 'agnes desktop list',
  'GET /api/jobs': 'agnes jobs list',
  'GET /api/jobs/{id}': 'agnes jobs show <id>',
  'GET /api/marketplaces': 'agnes admin marketplace list',
  'GET /api/marketplaces/{id}/plugins': 'agnes admin marketplace plugins <slug>',
  'GET /api/me/effective-access': 'agnes auth access',
  'GET /api/memory': 'agnes memory list',
  'GET /api/memory/admin/contradictions': 'agnes admin memory contradictions',
  'GET /api/memory/admin/duplicate-candidates': 'agnes admin memory duplicates list',
  'GET /api/memory/my-contributions': 'agnes memory mine',
  'GET /api/metrics': 'agnes metrics list',
  'GET /api/query/saved': 'agnes saved-queries list',
  'GET /api/sync/runs': 'agnes admin sync-runs list',
  'GET /api/sync/runs/{id}': 'agnes admin sync-runs show <id>',
  'GET /api/upload/sessions': 'agnes session list',
  'GET /api/users': 'agnes admin list-users',
  'GET /api/v2/schema/{id}': 'agnes schema <id>',
  'GET /auth/admin/tokens': 'agnes tokens list --all',
  'GET /auth/sessions': 'agnes auth sessions',
  'GET /auth/tokens': 'agnes tokens list',
  'GET /marketplace/info': 'agnes skills list',
  'PATCH /api/admin/schedules/{id}': 'agnes admin schedule edit <id>',
  'POST /api/admin/plugins/export': 'agnes admin plugin export',
  'POST /api/admin/plugins/plan': 'agnes admin plugin plan',
  'POST /api/admin/plugins/rollback': 'agnes admin plugin rollback',
  'POST /api/admin/server-config': 'agnes admin config set',
  'POST /api/admin/sources': 'agnes admin source add',
  'POST /api/admin/sources/{id}/test': 'agnes admin source test <slug>',
  'POST /api/jobs/{id}/again': 'agnes jobs again <id>',
  'POST /api/jobs/{id}/confirm': 'agnes jobs confirm <id>',
  'POST /api/query': 'agnes query',
  'POST /api/query/jobs': 'agnes query --async',
  'POST /api/sync/trigger': 'agnes sync --trigger',
  'POST /auth/device/code': 'agnes auth login',
  'POST /auth/token': 'agnes auth login',
  'PUT /api/query/saved/{id}': 'agnes saved-queries save <name> --force',
};

/** A route in a sentence, with what is sent to it. */
const route = /\b((?:GET|POST|PUT|PATCH|DELETE) \/[\w/{}<>:-]*[\w}>])(?:\?[\w=&]+)?( \{[^}]*\})?/g;

/** A hint of the server in the words of the command line: where it names a route, the command that does the same. */
export const withCommands = (hint: string): string =>
  hint.replaceAll(route, (whole, called: string, sent = '') => {
    const command = commandOf[called] ?? pluginCommand(called);
    const words = sentWords(called, sent);
    // What is sent and has no words would be lost.
    return command === undefined || words === undefined ? whole : command + words;
  });

/** The command by which what would cost too much can be had all the same; nothing for other refusals. */
export const wayOut = (word: string | undefined, { tables }: JsonObject): string => {
  const [table] = Array.isArray(tables) ? tables : [];
  if (word !== 'remote_scan_too_large' || !/^[\w.-]+$/.test(String(table ?? ''))) return '';
  return `Or keep the part you need here: agnes fetch ${table} --select COLUMNS --where CONDITION`;
};

const pluginCommand = (called: string): string | undefined => {
  const [, plugin, verb] = /^POST \/api\/admin\/plugins\/(.+)\/(enable|disable)$/.exec(called) ?? [];
  return plugin === undefined ? undefined : `agnes admin plugin ${verb} ${plugin}`;
};
