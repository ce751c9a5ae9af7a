import { serveSandbox } from '@atelier/sandbox';
import { loadTables } from '@atelier/tables';
import { measureQuality } from './measure-quality.js';

serveSandbox(measureQuality, loadTables);
