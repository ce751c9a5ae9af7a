import { serveSandbox } from '@atelier/sandbox';
import { readTable } from './read-table.js';

serveSandbox(readTable);
