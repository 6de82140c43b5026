import type { Run } from '../../command.ts';
import { type Bundle, fetchBundle, type Rule } from '../../rules/bundle.ts';
import { textTable } from '../../terminal/text-table.ts';

const columns = ['rule', 'id', 'domain', 'category', 'title'].map((title) => ({ title }));

/** What agents of the caller go by. */
export const run: Run = async (_input, session) => {
  const bundle = await fetchBundle(await session.http());
  const { mandatory, approved, tokens, budget, isOverBudget } = bundle;
  const rows = [...mandatory.map(rowAs('mandatory')), ...approved.map(rowAs('approved'))];
  return {
    data: {
      ...{ mandatory, approved, token_estimate: tokens },
      ...{ token_budget: budget, over_budget: isOverBudget },
    },
    text: [...textTable(columns, rows, session.out.width), totalOf(bundle)],
  };
};

const rowAs =
  (kind: string) =>
  ({ id, domain, category, title }: Rule): readonly unknown[] => [kind, id, domain, category, title];

const totalOf = ({ tokens, budget, isOverBudget }: Bundle): string =>
  `About ${tokens} of ${budget} tokens.${isOverBudget ? ' What is mandatory alone is more than that.' : ''}`;
