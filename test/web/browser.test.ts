import { journalSource } from '../support/journal-source.ts';
import { admin, startHost } from '../support/start-host.ts';
import { needs, signedInPage, startChromium, withBrowser } from './support/chromium.ts';

withBrowser(
  `in a browser a job is followed in place: its page is told what happens, and says the milestones${needs}`,
  async (t) => {
    t.timeout(120_000);
    const slow = await journalSource(t);
    await slow.hold();
    const host = await startHost(t, { config: slow.config, dataDir: slow.dataDir });
    const api = await host.asAdmin();
    const job = await api.trigger();
    await api.untilEvent(job, 'log', 'source_started');
    const browser = await startChromium(t);
    const { page, complaints } = await signedInPage(browser, { url: host.url, person: admin });

    await page.goto(`/admin/jobs/${job}`);
    await page.waitForURL('**live=1');
    await page.waitForSelector('#log >> text=half way');
    await page.click('text=Cancel this job');
    await page.waitForURL('**done=cancelling**');
    await page.waitForSelector('h1 + .chip >> text=Cancelled');
    await page.waitForFunction("document.querySelector('#milestones').textContent !== ''");

    t.is(await page.textContent('#milestones'), 'The job is cancelled.');
    t.is(await page.textContent('.head button'), 'Run again');
    t.deepEqual(complaints, []);
  },
);
