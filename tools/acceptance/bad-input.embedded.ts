import { afterAll, beforeAll, describe } from '@jest/globals';
import { describeBadInput } from './bad-input.suite.js';
import { EmbeddedProgram } from './embedded-program.js';

describe('the embedded platform', () => {
  const program = new EmbeddedProgram();
  beforeAll(() => program.start());
  afterAll(() => program.remove());

  describeBadInput(() => ({ url: program.url, key: program.key, leftovers: () => program.leftovers() }));
});
