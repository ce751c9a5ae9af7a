import { serveSandbox } from '@atelier/sandbox';
import { type WriteModelInput, writeModel } from './write-model.js';

/** The child process that writes one model in another library's format. */
serveSandbox<WriteModelInput, string>(writeModel);
