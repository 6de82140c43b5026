import { access } from 'node:fs/promises';
import test, { type ExecutionContext } from 'ava';
import { type Browser, type BrowserContextOptions, chromium, type Page } from 'playwright-core';
import { fileContext } from '../../support/file-context.ts';

const program = '/usr/bin/chromium';
const flags = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-background-networking',
  '--disable-component-update',
];

const isInstalled = await access(program).then(
  () => true,
  () => false,
);

/** Declares a test that needs a browser. Without one it is not run, and its title says so. */
export const withBrowser = isInstalled ? test : test.skip;

/** Ends the title of such a test. */
export const needs = isInstalled ? '' : ` (not run: ${program} is not installed)`;

/** A browser that ends with the test. */
export const startChromium = async (t: ExecutionContext): Promise<Browser> => {
  const browser = await chromium.launch({ executablePath: program, args: flags });
  t.teardown(() => browser.close());
  return browser;
};

/** One browser for all tests of a file; each page that signs in has a context of its own. */
export const sharedChromium = (): (() => Promise<Browser>) => {
  const context = fileContext();
  const started = Promise.withResolvers<Browser>();
  test.before(async () => {
    started.resolve(await startChromium(context));
  });
  return () => started.promise;
};

/** Who looks, and how. */
interface Looking extends BrowserContextOptions {
  readonly url: string;
  readonly person: { readonly email: string; readonly password: string };
}

/** A page of somebody who has signed in, and everything its console has said. */
export const signedInPage = async (
  browser: Browser,
  { url, person, ...options }: Looking,
): Promise<{ readonly page: Page; readonly complaints: readonly string[] }> => {
  const context = await browser.newContext({ baseURL: url, ...options });
  const page = await context.newPage();
  const complaints: string[] = [];
  page.on('console', (message) => complaints.push(message.text()));
  page.on('pageerror', (error) => complaints.push(error.message));
  page.on('dialog', (dialog) => {
    complaints.push(`dialog: ${dialog.message()}`);
    void dialog.dismiss();
  });
  await page.goto('/login');
  await page.fill('[name=email]', person.email);
  await page.fill('[name=password]', person.password);
  await page.click('main button.primary');
  await page.waitForURL('**/dashboard');
  return { page, complaints };
};
