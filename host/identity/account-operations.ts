import { applicationOperations } from './applications/operations.ts';
import { credentialOperations } from './credentials/operations.ts';
import { desktopOperations } from './desktop/operations.ts';
import { deviceOperations } from './devices/operations.ts';
import { aboutUserOperations } from './users/about-operations.ts';
import { userCredentialOperations } from './users/credential-operations.ts';
import { userOperations } from './users/operations.ts';

/** Users for administrators, and what people do about their own sessions, tokens and devices. */
export const accountOperations = [
  ...userOperations,
  ...userCredentialOperations,
  ...aboutUserOperations,
  ...credentialOperations,
  ...deviceOperations,
  ...desktopOperations,
  ...applicationOperations,
];
