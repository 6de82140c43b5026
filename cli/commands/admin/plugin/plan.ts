import type { Run } from '../../../command.ts';
import { planFailure, planOf } from '../../../plugins/change.ts';
import { newPowersIn, planLines } from '../../../plugins/plan-lines.ts';
import { installBody } from '../../../plugins/source.ts';
import { cellText } from '../../../terminal/text-table.ts';

/** Has a change worked out. Nothing of it is done. */
export const run: Run = async (input, session) => {
  const remove = input.texts('remove');
  const isRemovalAlone = remove.length > 0 && input.args.length === 0;
  const body = isRemovalAlone ? { remove } : { ...installBody(input), ...(remove.length > 0 && { remove }) };
  const data = await planOf(session, body);
  const failure = planFailure(data);
  if (failure) return { data, text: planLines(data), failure };
  const approve = newPowersIn(data).map((name) => ` --approve ${cellText(name)}`);
  const { plan_id: id, plan_hash: hash } = data;
  const next = `agnes admin plugin apply ${cellText(id)} --hash ${cellText(hash)}${approve.join('')}`;
  session.out.note(`Good for 30 minutes. Apply it with: ${next}`);
  return { data, text: planLines(data) };
};
