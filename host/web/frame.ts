import type { Input } from '../http/operation.ts';
import type { Frame, Notice } from './pages.ts';

/** What every page of this instance shows. */
export interface Instance {
  readonly name: string;
  readonly subtitle: string;
  readonly version: string;
}

/** Who is asking, as pages are told. */
export type Asking = Pick<Input<'user'>, 'principal' | 'request'>;

/** What a frame tells of whoever asks. */
export interface Framed {
  readonly principal: Asking['principal'];
  readonly request: Pick<Asking['request'], 'id'>;
}

/** The frame of a page for somebody who is signed in. */
export const frameFor = (
  { principal, request }: Framed,
  {
    instance,
    title,
    path,
    notices = [],
  }: { instance: Instance; title: string; path: string; notices?: readonly Notice[] },
): Frame => ({
  ...bareFrame(instance, title, request.id),
  path,
  notices,
  person: { email: principal.email, isAdmin: principal.isAdmin },
});

/** The frame of a page for anybody. */
export const bareFrame = (instance: Instance, title: string, requestId: string): Frame => ({
  title,
  instance,
  version: instance.version,
  requestId,
  path: '',
});
