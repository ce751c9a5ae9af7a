import { serveSandbox } from '@atelier/sandbox';
import { type ComparedAlgorithm, type CompareInput, compareAlgorithms } from './cross-validation.js';

/** The child process of one comparison. */
serveSandbox<CompareInput, ComparedAlgorithm[]>((input, { signal }) => compareAlgorithms(input, signal));
