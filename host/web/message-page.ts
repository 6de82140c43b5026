import type { Principal } from '../http/principal.ts';
import type { Problem } from '../http/problem.ts';
import { hintForPeople } from './refusal.ts';
import type { Web } from './web.ts';

/** Renders a problem for people, with what to do and the id to ask about. */
export const messagePage =
  (web: Pick<Web, 'openFrame' | 'pages'>) =>
  async (problem: Problem, principal: Principal | undefined): Promise<string> => {
    const { status, title = 'Problem', detail, hint, request_id: id } = problem;
    const frame = await web.openFrame({ principal, request: { id } }, { title, path: '' });
    return web.pages.render('message', frame, {
      status,
      heading: problem.title,
      detail: typeof detail === 'string' ? detail : JSON.stringify(detail),
      hint: hintForPeople(hint),
    });
  };
