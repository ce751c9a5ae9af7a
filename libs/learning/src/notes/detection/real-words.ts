import type { Language } from '../lexicon/lexicon.js';

/** Words that are right as they stand though one or two letters make them a word of the lexicon. Found by reading real texts. */
export const realWords: Readonly<Record<Language, string>> = {
  en: `message massage costs coast could would great green those these chose house horse other under order wonder thing think thank there where whole while hours house
story store start state stage short shirts sport spots paint point place plane plate price prize pride right light night might sight fight eight weight height`,
  fr: `message massage monde montre contre notre votre autre route rouge robes petit petite prix vraie verre verte voile vouloir valeur couleur douleur`,
  it: `messaggio massaggio mondo modo posta porta parte parti arte tanto tasto testo resto costa cosa casa caso certo corto conto canto vento venti lenta lento`,
  es: `mensaje masaje mundo modo punto parte pared pareja tarde tarda tanto cuenta cuento siento ciento viento cuarto cuatro cuadro campo cambio`,
  de: `nachricht leicht leichte recht rechte rest reise weise weiter leiter meist meiste tisch frisch frische farbe farben haben leben geben gehen stehen sehen`,
};
