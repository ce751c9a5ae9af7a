import { serveSandbox } from '@atelier/sandbox';
import { loadTables } from '@atelier/tables';
import { readTable } from './read-table.js';

serveSandbox(readTable, loadTables);
