import type { AuthField, FormMethod, SignInMethod } from '@agnes/sdk';
import { flowPaths } from './flow-paths.ts';
import { sentenceFor } from './sign-in-words.ts';

/** What `login.mustache` is filled with: a link or a form for every method that can be used now. */
export const signInView = (
  methods: readonly SignInMethod[],
  { next, error, notice }: { next: string; error?: string | undefined; notice?: string | undefined },
): object => ({
  next,
  ...(error !== undefined && { error: sentenceFor(error) }),
  ...(notice !== undefined && { notice }),
  methods: methods.map((method) => ({
    ...(method.kind === 'redirect'
      ? { redirect: { href: hrefOf(method.id, next), title: method.title } }
      : { form: formMethodView(method) }),
  })),
});

const hrefOf = (id: string, next: string): string =>
  `/auth/${id.split(':').map(encodeURIComponent).join('/')}/login?${new URLSearchParams({ next })}`;

const formMethodView = ({ id, title, flows }: FormMethod): object => ({
  title,
  ...firstStep(id, 'sign-in', flows['sign-in']),
  others: Object.entries(flows)
    .filter(([, { link, begin }]) => link !== undefined && (begin?.available?.().ok ?? true))
    .map(([name, flow]) => ({ id: `${id}-${name}`, link: flow.link, ...firstStep(id, name, flow) })),
});

type Flow = FormMethod['flows']['sign-in'];

/** The form people start with: asking for a link, or signing in at once. */
const firstStep = (id: string, name: string, { begin, complete }: Flow): object => {
  const paths = flowPaths(id, name);
  const { fields, button } = begin ?? complete;
  return {
    action: begin ? paths.begin : paths.complete,
    button,
    fields: fields.map((field) => fieldView(`${id}-${name}`, field)),
  };
};

const fieldView = (form: string, { optional, ...field }: AuthField): object => ({
  ...field,
  id: `${form}-${field.name}`,
  required: optional !== true,
});

/** What somebody came with, and what to tell them first. */
interface Came {
  readonly email: string;
  readonly token: string;
  readonly error?: string | undefined;
  readonly notice?: string | undefined;
}

/** What `form.mustache` is filled with: the second step, for whoever came with a link. */
export const secondStepView = (
  { provider, name, flow }: { provider: string; name: string; flow: Flow },
  { email, token, error, notice }: Came,
): object => ({
  title: flow.title,
  email,
  token,
  action: flowPaths(provider, name).complete,
  button: flow.complete.button,
  fields: flow.complete.fields.map((field) => fieldView(`${provider}-${name}`, field)),
  ...(error !== undefined && { error: sentenceFor(error) }),
  ...(notice !== undefined && { notice }),
});
