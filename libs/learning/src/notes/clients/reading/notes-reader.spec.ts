import { describe, expect, it } from '@jest/globals';
import { faultText } from './note-faults.js';
import { NotesReader, type NotesRead, requireNotes } from './notes-reader.js';
import type { TableOptions } from './table-rows.js';

const utf8 = new TextEncoder();

function read(content: string | Uint8Array, options: Partial<TableOptions> = {}): NotesRead {
  const reader = new NotesReader(options);
  reader.push(typeof content === 'string' ? utf8.encode(content) : content);
  return reader.end();
}
const faultsOf = ({ faults }: NotesRead) => faults.faults.map(({ kind, row, field, skipped }) => [kind, row, field, skipped]);

describe('notes from CSV', () => {
  it('are read by the names of columns, in any order and case, with others beside them', () => {
    const { notes, faults } = read('Shop;TEXT;Client ID;Language;Date\nParis;"Aime; l\'or";7;fr;2025-01-31\n');
    expect(notes).toEqual([{ clientId: '7', text: "Aime; l'or", language: 'fr', date: '2025-01-31' }]);
    expect(faults).toEqual({ faults: [], counts: {}, skipped: 0 });
  });

  it('are read by other names, where they are told', () => {
    const { notes } = read('Kunde,Notiz\n7,Ring\n', { columns: { client_id: 'Kunde', text: 'notiz' } });
    expect(notes).toEqual([{ clientId: '7', text: 'Ring' }]);
  });

  it('keep what can be used, and say of the rest where and why', () => {
    const result = read(
      [
        'client_id,date,language,text',
        'a,2025-01-01,en,Loves rings',
        ',2025-01-01,en,Of nobody',
        'b,2025-01-01,en,  ',
        'a,2025-01-01,en,Loves rings',
        'c,soon,tlh,"👩‍👩‍👧 عميلة\nتحب"',
        'd,2025-01-01,English,gold, silver, pearls',
        'e,2025-01-01,de-AT,ein "Ring"',
      ].join('\n'),
    );
    expect(result.notes).toEqual([
      { clientId: 'a', date: '2025-01-01', language: 'en', text: 'Loves rings' },
      { clientId: 'c', text: '👩‍👩‍👧 عميلة\nتحب' },
      { clientId: 'd', date: '2025-01-01', language: 'en', text: 'gold, silver, pearls' },
      { clientId: 'e', date: '2025-01-01', language: 'de', text: 'ein "Ring"' },
    ]);
    expect(faultsOf(result)).toEqual([
      ['client_missing', 2, 'client_id', true],
      ['text_empty', 3, 'text', true],
      ['note_repeated', 4, 'text', true],
      ['date_invalid', 5, 'date', false],
      ['language_unknown', 5, 'language', false],
      ['fields_surplus', 6, 'text', false],
    ]);
    expect(result.faults.skipped).toBe(3);
    expect(faultText(result.faults.faults[1])).toBe('notes.csv, row 3 (line 4), text: The note is empty. The row was left out.');
    expect(faultText(result.faults.faults[5])).toMatch(/^notes\.csv, row 6 \(line 8\), text: There are 6 fields for 4 columns/);
  });

  it('leave out rows of more fields where nobody can tell what belongs to the text', () => {
    const result = read('client_id,text,shop\na,gold, silver,Paris\nb,ring,Rome\n');
    expect(result.notes).toEqual([{ clientId: 'b', text: 'ring' }]);
    expect(faultsOf(result)).toEqual([['fields_surplus', 1, undefined, true]]);
  });

  it('have their broken UTF-8 replaced and told', () => {
    const result = read(Uint8Array.of(...utf8.encode('client_id,text\na,caf'), 0xe9, ...utf8.encode(' noir\nb,ok\n')));
    expect(result.notes.map(({ text }) => text)).toEqual(['caf\uFFFD noir', 'ok']);
    expect(faultsOf(result)).toEqual([['encoding_broken', 1, 'text', false]]);
  });

  it('of a megabyte are read, longer than two million characters are cut', () => {
    const { notes, faults } = read(`client_id,text\na,${'ring '.repeat(200_000)}\nb,"${'x\n'.repeat(1_000_001)}y"\n`);
    expect(notes.map(({ text }) => text.length)).toEqual([999_999, 2_000_000]);
    expect(faults.counts).toEqual({ text_cut: 1 });
  });

  it('tell by one another whether dates have the day or the month first', () => {
    const dates = (...written: string[]) => {
      const result = read(`client_id,date,text\n${written.map((date, i) => `a,${date},note ${i}`).join('\n')}\n`);
      return [result.notes.map(({ date }) => date), Object.keys(result.faults.counts)];
    };
    expect(dates('3/4/2025', '31/1/2025')).toEqual([['2025-04-03', '2025-01-31'], []]);
    expect(dates('3/4/2025', '1/31/2025')).toEqual([['2025-03-04', '2025-01-31'], []]);
    expect(dates('3/4/2025')).toEqual([['2025-04-03'], ['date_ambiguous']]);
    expect(dates('30/2/2025', '0/0/2025')).toEqual([[undefined, undefined], ['date_invalid']]);
  });

  it('count faults of which they name a hundred', () => {
    const { faults } = read(`client_id,text\n${'a,\n'.repeat(500)}`);
    expect([faults.faults.length, faults.counts, faults.skipped]).toEqual([100, { text_empty: 500 }, 500]);
  });

  it('are refused without their columns, saying which there are', () => {
    expect(() => read('id,text\n1,2\n')).toThrow(/notes\.csv has no column "client_id"; it has "id", "text"\./);
    expect(() => read('')).toThrow(/it is empty/);
    expect(() => read('client_id,text\n', { file: 'mine.csv', columns: { date: 'Tag' } })).toThrow(/mine\.csv has no column "Tag"/);
  });

  it('are no data below fifty, and it says of which file and what to run', () => {
    const few = read('client_id,text\na,ring\nb,\n');
    expect(() => requireNotes(few, 'mine.csv')).toThrow(
      /^No data: mine\.csv has 1 notes .*\(1 rows were left out\).*atelier notes generate/,
    );
    requireNotes(few, 'mine.csv', 1);
  });
});
