import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { EmbeddedProgram } from './embedded-program.js';
import { eventually } from './eventually.js';
import { nullWhen } from './null-when.js';
import { describeNotes } from './notes.suite.js';

describe('the embedded platform', () => {
  const program = new EmbeddedProgram();
  beforeAll(() => program.start());
  afterAll(() => program.remove());

  describeNotes(() => program);

  it('scores after a restart as it did before, and has written down no note in its own log', async () => {
    const note = { client_id: 'kept', text: 'Looking for a quite singular gift.' };
    const ask = () => program.client.notes.predict({ notes: [note], models: { purchase: 'purchased' } });
    const probability = async () => (await ask()).predictions[0].scores.purchase.probability;
    const before = await probability();
    expect(program.words).not.toContain('singular');
    expect(await program.end('SIGTERM')).toBe(0);
    await program.start();
    const after = await eventually(
      () => probability().catch(nullWhen('model.not_found', 'model.not_in_production', 'model.not_ready')),
      (found) => found !== null,
    );
    expect(after).toBe(before);
  });
});
