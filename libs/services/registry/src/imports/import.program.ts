import { serveSandbox } from '@atelier/sandbox';
import { type ReadModel, type ReadModelInput, readModel } from './read-model.js';

/** The child process that reads one model of another library: its files are anybody's. */
serveSandbox<ReadModelInput, ReadModel>(readModel);
