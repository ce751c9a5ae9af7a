import { describe, expect, it } from '@jest/globals';
import { detectLanguage } from './detect-language.js';

describe('detectLanguage', () => {
  it.each([
    ['She came back with her husband', 'en'],
    ['Cherche un cadeau pour sa femme', 'fr'],
    ['Cerca un regalo per la moglie', 'it'],
    ['Busca un regalo para su esposa', 'es'],
    ['Sucht ein Geschenk für seine Frau', 'de'],
    ['ETE A NICE, ELLE ADORE LA PLAGE', 'fr'],
    ['Muito obrigado, você não tem isso aqui hoje', 'unknown'],
    ['Het is een mooie tas maar niet voor mij', 'unknown'],
    ['Клиентка любит золото', 'unknown'],
    ['お客様は革のバッグ', 'unknown'],
    ['عميلة تحب الذهب with gold', 'unknown'],
    ['', 'unknown'],
    ['42 😍 !!', 'unknown'],
  ])('says of %j that it is %s', (text, language) => expect(detectLanguage(text).language).toBe(language));

  it('is surer of more words, and of none not at all', () => {
    const short = detectLanguage('une bague');
    const long = detectLanguage('une bague pour sa fille qui part avec nous');
    expect(long.confidence).toBeGreaterThan(short.confidence);
    expect(detectLanguage('').confidence).toBe(0);
  });
});
