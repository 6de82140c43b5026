/** Secrets of the host itself: no setting may show them, and no source may be given them. */
export const reservedVariables: ReadonlySet<string> = new Set([
  'JWT_SECRET_KEY',
  'SESSION_SECRET',
  'DESKTOP_JWT_SECRET',
  'SEED_ADMIN_PASSWORD',
  'SCHEDULER_API_TOKEN',
  'SMTP_PASSWORD',
  'SENDGRID_API_KEY',
]);
