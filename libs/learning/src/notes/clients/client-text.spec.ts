import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { clientText, notesOf } from './client-text.js';

describe("a client's text", () => {
  it('is its notes by date, those without one first, equal dates as given', () => {
    const notes = [
      { date: '2026-03-01', text: 'third' },
      { text: 'first' },
      { date: '2026-02-01T09:00:00Z', text: 'second' },
      { date: '2026-03-01', text: 'fourth' },
    ];
    expect(clientText(notes)).toBe('first\n\nsecond\n\nthird\n\nfourth');
  });

  it('keeps the notes apart, whatever is in them', () => {
    expect(clientText([{ text: ' a\r\n \r\n\r\nb\n' }, { text: ' \n\t' }, { text: 'c' }])).toBe('a\nb\n\nc');
  });

  it('gives its notes back', () => {
    const note = fc.string({ unit: fc.constantFrom('a', 'é', '🎁', ' ', '\n', '\r', '\t', '.', '\u2028', '\u00a0') });
    fc.assert(
      fc.property(fc.array(note, { maxLength: 5 }), (texts) => {
        const text = clientText(texts.map((each) => ({ text: each })));
        const notes = notesOf(text);
        expect(notes).toHaveLength(texts.filter((each) => each.trim() !== '').length);
        expect(clientText(notes.map((each) => ({ text: each })))).toBe(text);
      }),
      { numRuns: 200 },
    );
  });
});
