import { startTestDatabase } from './test-database.js';
import { databaseSuite } from './database.suite.js';

databaseSuite('the embedded PostgreSQL', startTestDatabase);
