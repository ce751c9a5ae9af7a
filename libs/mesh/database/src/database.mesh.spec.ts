import { databaseSuite } from './database.suite.js';

const url = process.env.ATELIER_TEST_DATABASE_URL;
if (!url) throw new Error('ATELIER_TEST_DATABASE_URL is not set: run `npm run test:mesh`, which starts the servers.');

databaseSuite('a PostgreSQL server', async () => ({ url, stop: async () => undefined }));
