import { expect, it } from '@jest/globals';
import { clientTexts } from './client-texts.js';

it('makes one text for each client, in the order in which clients first occur', () => {
  const texts = clientTexts([
    { clientId: 'b', date: '2025-01-02', text: 'late' },
    { clientId: 'a', text: 'only' },
    { clientId: 'b', date: '2025-01-01', text: 'early' },
  ]);
  expect([...texts]).toEqual([
    ['b', 'early\n\nlate'],
    ['a', 'only'],
  ]);
});
