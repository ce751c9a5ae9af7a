import { serveSandbox } from '@atelier/sandbox';
import { coalesced } from '../model/coalesced.js';
import { type FitInput, type FitProgress, type FitResult, fit } from './fit.js';

/** The child process of one training. */
serveSandbox<FitInput, FitResult, FitProgress>((input, { send, signal }) =>
  fit(
    input,
    coalesced(send, (progress) => progress.phase),
    signal,
  ),
);
