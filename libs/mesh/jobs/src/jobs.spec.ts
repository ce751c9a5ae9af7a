import { startTestDatabase } from '@atelier/database';
import { jobsSuite } from './jobs.suite.js';

jobsSuite('the embedded PostgreSQL', startTestDatabase);
