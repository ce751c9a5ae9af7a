import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { coalesced } from './coalesced.js';

describe('coalesced', () => {
  beforeEach(() => void jest.useFakeTimers());
  afterEach(() => void jest.useRealTimers());

  it('lets through each new phase, and one message every 50 ms', () => {
    const sent: string[] = [];
    const send = coalesced<string>(
      (message) => sent.push(message),
      (message) => message[0],
    );
    send('a1');
    send('a2');
    send('b1');
    jest.advanceTimersByTime(49);
    send('b2');
    jest.advanceTimersByTime(1);
    send('b3');
    expect(sent).toEqual(['a1', 'b1', 'b3']);
  });
});
