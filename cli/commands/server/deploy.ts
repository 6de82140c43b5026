import type { Run } from '../../command.ts';
import { deployFailed } from '../../server/errors.ts';
import { previousOf } from '../../server/images.ts';
import { projectOf, service } from '../../server/project.ts';

/** Builds the version that lies here and starts it; the image that ran before stays, to go back to. */
export const run: Run = async (input, session) => {
  const staging = input.on('staging');
  const project = await projectOf(session, { staging });
  const image = await project.image();
  const previous = previousOf(image);
  const before = staging ? undefined : await project.imageId(image);
  await project.compose(['build', '--pull', service]);
  // Only now it is replaced: what does not build, or is the same again, takes nobody's way back.
  const isReplaced = before !== undefined && before !== (await project.imageId(image));
  const isKept = isReplaced && (await project.imageCode(['tag', before, previous])) === 0;
  const code = await project.composeCode(['up', '--detach', '--wait', ...(staging ? [service] : [])]);
  const data = { image, staging, previous: isKept ? previous : null };
  if (code !== 0) return { data, failure: deployFailed({ docker_code: code }) };
  const kept = isKept ? ` The version before is kept as ${previous}.` : '';
  return { data, text: [`${image} runs and is well.${kept}`] };
};
