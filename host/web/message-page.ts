import type { Problem } from '../http/problem.ts';
import { bareFrame, type Instance } from './frame.ts';
import type { Pages } from './pages.ts';
import { hintForPeople } from './refusal.ts';

/** Renders a problem for people, with what to do and the id to ask about. */
export const messagePage =
  (pages: Pages, instance: Instance) =>
  ({ status, title, detail, hint, request_id: requestId }: Problem): string =>
    pages.render('message', bareFrame(instance, title ?? 'Problem', requestId), {
      status,
      heading: title,
      detail: typeof detail === 'string' ? detail : JSON.stringify(detail),
      hint: hintForPeople(hint),
    });
