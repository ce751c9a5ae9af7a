import { afterAll, beforeAll, describe } from '@jest/globals';
import { EmbeddedProgram } from './embedded-program.js';
import { describeNotes } from './notes.suite.js';

describe('the embedded platform', () => {
  const program = new EmbeddedProgram();
  beforeAll(() => program.start());
  afterAll(() => program.remove());

  describeNotes(() => program);
});
