import { serveSandbox } from '@atelier/sandbox';
import { type ExplainInput, explain } from './explain.js';

/** The child process of one request for explanations. */
serveSandbox<ExplainInput, unknown>((input, { signal }) => explain(input, signal));
