import type { Run } from '../../command.ts';
import { badUsage } from '../../errors.ts';
import { confirm } from '../../terminal/prompt.ts';
import { safeText } from '../../terminal/safe-text.ts';

/** Ends the link of one device, or of all. */
export const run: Run = async (input, session) => {
  const [id] = input.args;
  if ((id === undefined) !== input.on('all'))
    throw badUsage({
      reason: id === undefined ? 'No device is named.' : '--all goes with no id.',
      hint: 'agnes desktop unlink ID ends one link, agnes desktop unlink --all ends all; agnes desktop list shows them.',
    });
  const http = await session.http();
  if (id === undefined) {
    await confirm(session, 'Unlink all your devices?');
    await http.json({ method: 'DELETE', path: '/api/desktop/link' });
    return { data: { all: true, unlinked: true }, text: ['None of your devices is linked any more.'] };
  }
  await confirm(session, `Unlink the device ${safeText(id)}?`);
  await http.json({ method: 'DELETE', path: `/api/desktop/link/${encodeURIComponent(id)}` });
  return { data: { id, unlinked: true }, text: [`The device ${safeText(id)} is no longer linked.`] };
};
