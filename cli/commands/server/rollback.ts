import type { Run } from '../../command.ts';
import { dockerFailed, noPrevious } from '../../server/errors.ts';
import { previousOf, rolledBackOf } from '../../server/images.ts';
import { type Project, projectOf, service } from '../../server/project.ts';
import { confirmAlways } from '../../terminal/prompt.ts';

/** Starts the image that ran before the last deploy. */
export const run: Run = async (_input, session) => {
  const project = await projectOf(session);
  const image = await project.image();
  const previous = previousOf(image);
  if ((await project.imageCode(['inspect', previous])) !== 0) throw noPrevious({ image: previous });
  await confirmAlways(session, `Go back to ${previous}?`);
  await tag(project, image, rolledBackOf(image));
  await tag(project, previous, image);
  const up = ['up', '--detach', '--wait', '--no-build', '--no-deps', '--force-recreate', service];
  const code = await project.composeCode(up);
  const data = { image, rolled_back: rolledBackOf(image) };
  if (code !== 0) return { data, failure: dockerFailed({ command: 'compose up', docker_code: code }) };
  return {
    data,
    text: [`The version before runs again; the one that was taken away is ${rolledBackOf(image)}.`],
  };
};

const tag = async (project: Project, from: string, to: string): Promise<void> => {
  const code = await project.imageCode(['tag', from, to]);
  if (code !== 0) throw dockerFailed({ command: 'image tag', docker_code: code });
};
