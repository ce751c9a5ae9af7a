import { jobsSuite } from './jobs.suite.js';

const url = process.env.ATELIER_TEST_DATABASE_URL;
if (!url) throw new Error('ATELIER_TEST_DATABASE_URL is not set: run `npm run test:mesh`, which starts the servers.');

jobsSuite('a PostgreSQL server', async () => ({ url, stop: async () => undefined }));
