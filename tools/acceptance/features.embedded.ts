import { afterAll, beforeAll, describe } from '@jest/globals';
import { EmbeddedProgram } from './embedded-program.js';
import { describeFeatures } from './features.suite.js';

describe('the embedded platform', () => {
  const program = new EmbeddedProgram();
  beforeAll(() => program.start());
  afterAll(() => program.remove());

  describeFeatures(() => program);
});
