import { findUser, userPath } from '../../admin/find-user.ts';
import type { Run } from '../../command.ts';
import { readSecret } from '../../terminal/prompt.ts';
import { safeText } from '../../terminal/safe-text.ts';

/** Sets a password; every session of the user ends. */
export const run: Run = async (input, session) => {
  const password = await readSecret(session.world, {
    question: 'Password',
    option: 'it on stdin',
    fromStdin: !session.world.stdin.isTTY,
    example: 'agnes admin set-password ada@example.com < password.txt',
  });
  const http = await session.http();
  const user = await findUser(http, input.args[0] ?? '');
  await http.json({ method: 'POST', path: `${userPath(user)}/set-password`, body: { password } });
  return {
    data: { id: user.id, email: user.email },
    text: [`The password of ${safeText(user.email)} is set; every session of theirs has ended.`],
  };
};
