import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { type Browser, chromium, type Page } from 'playwright-core';
import { EmbeddedProgram } from './embedded-program.js';
import { churnTable } from './example-table.js';

const flags = [
  '--no-sandbox',
  '--disable-gpu',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];
const browserFile = ['chromium', 'chromium-browser', 'google-chrome']
  .flatMap((name) => (process.env.PATH ?? '').split(delimiter).map((folder) => join(folder, name)))
  .find((file) => existsSync(file));

if (browserFile === undefined)
  process.stderr.write('The dashboard is not looked at: no chromium is on the PATH (Debian: apt-get install chromium).\n');
const describeInBrowser = browserFile === undefined ? describe.skip : describe;

describeInBrowser('the dashboard in a browser', () => {
  const program = new EmbeddedProgram();
  let browser: Browser;
  let page: Page;
  let complaints: string[];

  beforeAll(async () => {
    await program.start();
    browser = await chromium.launch({ executablePath: browserFile, args: flags });
  });
  afterAll(async () => {
    await browser.close();
    await program.remove();
  });
  beforeEach(async () => {
    page = await browser.newPage();
    complaints = [];
    page.on('pageerror', ({ message }) => complaints.push(message));
    page.on('console', (message) => {
      // The browser itself tells of every answer that is no success: a refused key, a model that monitoring has not heard of yet.
      if (message.type() === 'error' && !message.text().includes('the server responded with a status of')) complaints.push(message.text());
    });
  });
  afterEach(async () => {
    await page.close();
    expect(complaints).toEqual([]);
  });

  const sees = (text: string | RegExp) => page.getByText(text).first().waitFor();
  const signIn = async (key: string) => {
    await page.getByRole('textbox', { name: 'API key' }).fill(key);
    await page.getByRole('button', { name: 'Sign in' }).click();
  };
  const open = (key = program.key) => page.goto(`${program.url}/#key=${key}`);

  it('asks for a key, refuses a wrong one, takes the right one', async () => {
    await page.goto(program.url);
    await signIn(`atl_${'x'.repeat(43)}`);
    await sees('The key was refused');
    await signIn(program.key);
    await sees('Training jobs');
    await page.reload();
    await sees('Training jobs');
  });

  it('takes the key of the address, does not leave it there, and says what to do first', async () => {
    await open();
    await sees(/Upload one: atelier upload/);
    expect(page.url()).toBe(`${program.url}/`);
    await page.getByRole('button', { name: 'Sign out' }).click();
    await sees('Sign in with an API key');
    await page.reload();
    await sees('Sign in with an API key');
    await page.evaluate(`location.assign('#key=${program.key}')`);
    await sees('Training jobs');
  });

  it('shows what comes to be there while it is open', async () => {
    await open();
    await sees(/Deploy a training job/);
    const table = churnTable(300);
    const { dataset_id } = await program.client.datasets.upload({
      content: new Blob([table.csv]),
      fileName: 'clients.csv',
      targetColumn: 'churned',
    });
    await page.getByRole('cell', { name: dataset_id }).waitFor();
    const { job_id } = await program.client.training.start({
      dataset_id,
      target_column: 'churned',
      task_type: 'classification',
      algorithm: 'logistic',
    });
    await program.client.training.finished(job_id);
    await program.client.models.deploy({ training_job_id: job_id, model_name: 'churn', promote_to_production: true });
    await page.getByRole('row', { name: /churn 1\.0\.0 production logistic/i }).waitFor();
    await page.getByLabel('health').waitFor();
  });

  it('shows what is wrong with a table, and what can be done', async () => {
    await open();
    await page.getByRole('button', { name: 'Quality of clients' }).first().click();
    await sees(/^\d+\.\d of 100$/);
    await page.getByLabel('Completeness').waitFor();
    await sees(/^(PATCH|POST) \/api\/ml\//);
  });

  it.each(['light', 'dark'] as const)('fits a telephone, %s', async (colorScheme) => {
    await page.emulateMedia({ colorScheme });
    await page.setViewportSize({ width: 390, height: 800 });
    await open();
    await sees('churn');
    expect(await page.evaluate('document.documentElement.scrollWidth')).toBeLessThanOrEqual(390);
    expect(await page.evaluate('document.documentElement.dataset.mantineColorScheme')).toBe(colorScheme);
  });

  it('goes back to signing in when the key is revoked', async () => {
    const made = await fetch(`${program.url}/api/ml/keys`, {
      method: 'POST',
      headers: { authorization: `Bearer ${program.key}`, 'content-type': 'application/json' },
      body: JSON.stringify({ name: 'short-lived', role: 'viewer' }),
    });
    const { key, key_id } = (await made.json()) as { key: string; key_id: string };
    await open(key);
    await sees('churn');
    await fetch(`${program.url}/api/ml/keys/${key_id}`, { method: 'DELETE', headers: { authorization: `Bearer ${program.key}` } });
    await sees('The key was refused');
    await signIn(program.key);
    await sees('churn');
  });
});
