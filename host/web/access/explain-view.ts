/** What the explanation of the API says. */
interface Explanation {
  readonly user: { readonly email: string };
  readonly resource: { readonly type: string; readonly id: string; readonly name?: string };
  readonly allowed: boolean;
  readonly steps: readonly { readonly ok: boolean; readonly text: string }[];
}

interface ExplainFacts {
  readonly types: readonly { readonly key: string; readonly title: string }[];
  readonly asked: { readonly user?: string; readonly type?: string; readonly id?: string };
  readonly explanation?: Explanation;
}

/** What `access-explain.mustache` is filled with: one decision with the chain that leads to it. */
export const explainView = ({ types, asked, explanation }: ExplainFacts): object => ({
  user: asked.user ?? '',
  id: asked.id ?? '',
  types: types.map((type) => ({ ...type, selected: type.key === asked.type })),
  ...(explanation && {
    explanation: {
      allowed: explanation.allowed,
      person: explanation.user.email,
      resource: `${explanation.resource.type} “${explanation.resource.name ?? explanation.resource.id}”`,
      steps: explanation.steps.map(({ ok, text }) => ({ ok, text })),
    },
  }),
});
