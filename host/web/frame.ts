import type { Input } from '../http/operation.ts';
import type { Frame } from './pages.ts';

/** What every page of this instance shows. */
export interface Instance {
  readonly name: string;
  readonly subtitle: string;
  readonly version: string;
}

/** The frame of a page for somebody who is signed in. */
export const frameFor = (
  { principal, request }: Pick<Input<'user'>, 'principal' | 'request'>,
  { instance, title, path }: { instance: Instance; title: string; path: string },
): Frame => ({
  ...bareFrame(instance, title, request.id),
  path,
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
