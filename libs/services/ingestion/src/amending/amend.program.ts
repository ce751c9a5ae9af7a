import { serveDerivation } from '../derived/derivation.js';
import { amend } from './amend.js';

serveDerivation(amend);
