import { serveSandbox } from '@atelier/sandbox';
import { loadTables } from '@atelier/tables';
import { joinPointInTime } from './join.js';
import type { JoinInput, JoinResult } from './join-input.js';

serveSandbox(async (input: JoinInput): Promise<JoinResult> => joinPointInTime(input), loadTables);
