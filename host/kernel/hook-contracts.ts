import { defineHook, type HookContracts } from './define-hook.ts';
import { hookSamples } from './hook-samples.ts';

/** What authors are promised of every hook. A hook that the SDK declares and this table lacks does not compile. */
export const hookContracts: HookContracts = {
  beforeExtract: defineHook({
    kind: 'waterfall',
    when: 'A source is about to be read.',
    calledBy: 'the sync run, once per source and run',
    args: 'ExtractPlan',
    result:
      'the plan with tables left out, with a smaller `maxRows`, or with more columns to `measure`; every other change is a failure',
    onError:
      '`Veto` skips the source with that reason; any other error fails it, and the last good tables stay',
    sample: hookSamples.beforeExtract,
  }),
  afterExtract: defineHook({
    kind: 'collect',
    when: 'A table has been read and checked; it is not yet published.',
    calledBy: 'the sync run, once per table and run',
    args: 'StagedTable',
    result:
      'findings, or an empty list; one of severity `block` holds the table back, the others are listed with the run, and `warn` is the condition `quality_warning` too',
    onError: 'holds the table back: what could not be checked is not published',
    notes:
      '`measured` has exact figures of the columns that a tap of [beforeExtract](beforeExtract.md) asked for with `measure`: nulls, distinct values, least and greatest. They are of all rows as they would be published.',
    sample: hookSamples.afterExtract,
  }),
  afterRebuild: defineHook({
    kind: 'observe',
    when: 'Readers see a new generation, or tables began to fail.',
    calledBy:
      'the lake, after each rebuild that changed something, and once when tables fail that did not fail this way before',
    args: 'Rebuilt',
    result: 'ignored',
    onError: 'recorded; it fails neither the rebuild nor the taps after it',
    notes:
      '`changed`, `removed` and `failed` are names; where only `failed` has any, `generation` is the one readers have already. `tables` holds those of `changed` as readers see them now, with `id`, `name`, `rows` and `version`: the same version is the same data, so what was made from it need not be made again. A table that was renamed is in `removed` under its old name and in `changed` under its new one, with the version it had.',
    sample: hookSamples.afterRebuild,
  }),
  beforeQuery: defineHook({
    kind: 'waterfall',
    when: 'A statement is about to be run, or answered out of memory.',
    calledBy: "queries, once per statement, administrators' too, before any data is looked at",
    args: 'PlannedQuery',
    result: 'the statement with a smaller `limit` or `timeoutMs`; every other change is a failure',
    onError:
      '`Veto` refuses the statement with that reason (403 `vetoed`); any other error refuses it as well (503 `query_not_checked`): what could not be checked is not run',
    notes:
      "`tables` are those that the statement names, read by the engine's own parser, with the `id` and the spelling of those that are published; what it names may be something the caller is not granted, which is refused afterwards. The values of parameters are not told. Plugins may refuse and narrow, never allow. A statement costs one more question to a worker while a plugin taps this hook, and nothing while none does. A plugin that is paused refuses every statement, until it works again or is switched off; one that must never be missing is `required` in `instance.yaml`.",
    sample: hookSamples.beforeQuery,
  }),
  afterQuery: defineHook({
    kind: 'observe',
    when: 'The answer to a statement has ended, or there is none.',
    calledBy:
      'queries, once per statement, refused ones and those answered out of memory, too; nobody waits for it',
    args: 'AnsweredQuery',
    result: 'ignored',
    onError: 'recorded; it changes no answer and stops no tap after it',
    notes:
      'What is told is what the [query log](../http-api.md#queries) has. While a hundred statements wait to be told, plugins are not told of more; the log of the host says so.',
    sample: hookSamples.afterQuery,
  }),
  listResourceBlocks: defineHook({
    kind: 'collect',
    when: 'Somebody looks at what could be granted.',
    calledBy: 'the access overview, once per resource type; resource types answer for themselves',
    args: '{ type: string }',
    result: 'blocks of that type, or an empty list for other types; for display, never for enforcement',
    onError: 'its last known blocks are shown with their age',
    sample: hookSamples.listResourceBlocks,
  }),
  catalogEnrich: defineHook({
    kind: 'waterfall',
    when: 'The catalog is about to show a table that jobs of plugins have found something about.',
    calledBy: 'the catalog, once per table and change of what is known of it; the answer is kept',
    args: 'CatalogEntry',
    result: 'the entry with what it should say; the table and `upstream` stay as they are',
    onError: 'recorded; the table is shown as it was before the taps',
    notes:
      'Everything in an entry says who said it: `manual` for an administrator, else the word of a catalog. `upstream` is what the jobs of plugins have found, by plugin and with its time; nothing is asked of anybody while somebody waits for a page.',
    sample: hookSamples.catalogEnrich,
  }),
  resolveUser: defineHook({
    kind: 'bail',
    when: "A request carries a bearer credential that is none of the host's own.",
    calledBy: 'identity, at most once per request',
    args: 'Credential',
    result: 'a claim, or nothing to pass; a claim gives no rights, the host maps it to a user',
    onError: 'refuses the credential; no other plugin is tried with it',
    sample: hookSamples.resolveUser,
  }),
};
