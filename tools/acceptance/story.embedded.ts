import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { EmbeddedProgram } from './embedded-program.js';
import { describeStory } from './story.suite.js';

describe('the embedded platform', () => {
  const program = new EmbeddedProgram();
  beforeAll(() => program.start());
  afterAll(() => program.remove());

  describeStory(() => program.client);

  it('refuses a second program on the same folder with the first one’s address', async () => {
    const second = new EmbeddedProgram(program.home);
    await expect(second.start()).rejects.toThrow(program.url);
    expect(second.words).toContain('home.in_use');
  });

  it('ends with 0 at SIGTERM and starts again with all it had', async () => {
    const before = await program.client.models.deployed();
    expect(await program.end('SIGTERM')).toBe(0);
    await program.start();
    expect(await program.client.models.deployed()).toEqual(before);
    expect((await program.client.monitoring.alerts()).length).toBeGreaterThan(0);
  });
});
