import { serveSandbox } from '@atelier/sandbox';
import { foldStates, type FoldStatesInput } from './fold-states.js';

serveSandbox((input: FoldStatesInput) => foldStates(input));
