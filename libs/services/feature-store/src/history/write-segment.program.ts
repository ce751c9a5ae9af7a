import { serveSandbox } from '@atelier/sandbox';
import { loadTables } from '@atelier/tables';
import { type WriteSegmentInput, writeSegment } from './write-segment.js';

serveSandbox(async (input: WriteSegmentInput) => writeSegment(input), loadTables);
