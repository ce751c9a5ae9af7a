import type { Language } from '../lexicon/lexicon.js';

/** How one language denies; words as written, phrases with spaces. */
export interface NegationWords {
  /** Deny what follows. */
  readonly before: readonly string[];
  /** Deny what stands before them in their part of the sentence, too, where nothing follows. */
  readonly after: readonly string[];
  /** Contain such a word but deny nothing. */
  readonly idle: readonly string[];
  /** What follows is said of something else. */
  readonly contrast: readonly string[];
  /** Verbs that start anew when they don't stand right after the denial. */
  readonly verbs: readonly string[];
  /** With one of these in the rest of a list, a denial goes on over its commas. */
  readonly or: readonly string[];
}

/** Scope by trigger terms and terminators, after NegEx (Chapman et al. 2001). */
export const negationWords: Readonly<Record<Language, NegationWords>> = {
  en: {
    before:
      words(`no, not, never, without, neither, nor, don't, doesn't, didn't, isn't, aren't, wasn't, won't, can't, cannot, couldn't, wouldn't, dont, doesnt, didnt,
      isnt, wont, hates, hate, dislikes, dislike, avoids, avoid, skip, skips, refuses, refused, except, no longer, anything but, not a fan of, not into, not keen on, zero interest in, nothing in`),
    after:
      words(`not for her, not for him, is not an option, isn't an option, is out, not her thing, not his thing, isn't her thing, isn't his thing, not her style, not his style,
      does not interest her, doesn't interest her, does not suit her, doesn't suit her, doesn't appeal, not needed, not wanted, no thanks, no thank you, no interest, a no-go, not at all`),
    idle: words(
      `not only, not just, no doubt, no problem, no worries, why not, can't wait, cannot wait, not to mention, no wonder, no matter, no sooner, if not`,
    ),
    contrast: words(
      `but, however, though, although, instead, rather, prefers, prefer, preferred, only, except for, apart from, yet, whereas`,
    ),
    verbs: words(
      `wants, want, wanted, loves, love, loved, likes, like, liked, looking, needs, need, asked, asks, bought, adores, enjoys, interested, came, collects, is, has, was`,
    ),
    or: words(`or, nor`),
  },
  fr: {
    before: words(
      `pas, non, sans, jamais, aucun, aucune, ni, ne porte plus, ne veut plus, n'aime plus, n'achète plus, ne mange plus, ne boit plus, déteste, évite, refuse, a horreur de, a horreur des, a horreur du, sauf, excepté, zéro, exclut, allergique à, rien en, n'aime, ne supporte`,
    ),
    after:
      words(`ne lui plaît pas, ne lui plaisent pas, ne lui va pas, ne l'intéresse pas, ne l'intéressent pas, ne lui convient pas, ne lui dit rien, pas pour elle, pas pour lui, très peu pour elle,
      non merci, pas son style, pas son truc, hors de question, exclu, exclue, ne la tente pas, pas du tout`),
    idle: words(
      `pas seulement, pas uniquement, sans doute, sans problème, pourquoi pas, pas mal, pas de problème, non seulement, sans souci, pas de souci, sans hésiter, sans hésitation`,
    ),
    contrast: words(`mais, cependant, par contre, en revanche, plutôt, préfère, préférerait, seulement, toutefois, sinon, uniquement`),
    verbs: words(
      `veut, aime, adore, cherche, souhaite, voudrait, demande, achète, recherche, intéressée, intéressé, collectionne, est, passionnée, passionné`,
    ),
    or: words(`ou, ni`),
  },
  it: {
    before: words(
      `non, no, senza, mai, niente, nessun, nessuno, nessuna, né, detesta, odia, evita, rifiuta, tranne, eccetto, salvo, zero, esclude, allergica a, allergica al, allergica alla`,
    ),
    after:
      words(`non le piace, non gli piace, non le piacciono, non gli piacciono, non le interessa, non gli interessa, non le interessano, non gli interessano, non le sta bene, non fa per lei, non fa per lui,
      no grazie, non è il suo stile, non è il suo genere, escluso, esclusa, non la convince, non lo convince, non la entusiasma, per niente`),
    idle: words(
      `non solo, non soltanto, senza dubbio, senza problemi, perché no, nessun problema, non vede l'ora, non vedo l'ora, senza esitare, niente male, se non`,
    ),
    contrast: words(`ma, però, invece, piuttosto, preferisce, preferirebbe, solo, soltanto, tuttavia, bensì, unicamente`),
    verbs: words(
      `vuole, ama, adora, cerca, desidera, vorrebbe, chiede, compra, interessata, interessato, colleziona, è, ha, appassionata, appassionato, le piace, gli piace`,
    ),
    or: words(`o, né, oppure`),
  },
  es: {
    before: words(
      `no, sin, nunca, jamás, ningún, ninguno, ninguna, nada de, ni, tampoco, detesta, odia, evita, rechaza, excepto, salvo, cero, descarta, alérgica a, alérgica al`,
    ),
    after:
      words(`no le gusta, no le gustan, no le interesa, no le interesan, no le queda bien, no le convence, no le convencen, no es para ella, no es para él, no le va, no gracias, no es su estilo,
      descartado, descartada, no le atrae, no le llama, en absoluto, no le entusiasma`),
    idle: words(
      `no solo, no sólo, no solamente, sin duda, sin problema, sin problemas, por qué no, cómo no, nada mal, sin dudarlo, no más que, si no`,
    ),
    contrast: words(`pero, sino, sin embargo, en cambio, más bien, prefiere, preferiría, solo, sólo, solamente, aunque, únicamente`),
    verbs: words(
      `quiere, ama, adora, busca, desea, quisiera, pide, compra, interesada, interesado, colecciona, es, está, tiene, apasionada, apasionado, le encanta, le encantan, le gusta, le gustan`,
    ),
    or: words(`o, u, ni`),
  },
  de: {
    before: words(
      `kein, keine, keinen, keinem, keiner, keines, nicht, ohne, nie, niemals, weder, nichts aus, nichts in, hasst, meidet, vermeidet, verzichtet auf, hält nichts von, nichts von, außer, null interesse an, lehnt, verabscheut, allergisch gegen, kein fan von`,
    ),
    after:
      words(`nicht, gar nicht, überhaupt nicht, nein danke, nicht ihr stil, nicht sein stil, nicht ihr ding, nicht sein ding, kommt nicht in frage, kommt nicht infrage, nichts für sie, nichts für ihn,
      gefällt ihr nicht, gefallen ihr nicht, interessiert sie nicht, interessieren sie nicht, steht ihr nicht, lehnt sie ab, ausgeschlossen`),
    idle: words(
      `nicht nur, kein problem, kein zweifel, warum nicht, ohne zweifel, keine sorge, nicht zuletzt, ohne zu zögern, nicht mehr lange, noch mehr, noch ein, noch eine, noch einen, immer noch, noch nicht sicher, noch immer, nichts dagegen`,
    ),
    contrast: words(`aber, sondern, jedoch, doch, lieber, bevorzugt, stattdessen, eher, nur, dafür, hingegen`),
    verbs: words(`will, liebt, sucht, wünscht, möchte, braucht, fragt, kauft, interessiert, sammelt, ist, hat, begeistert, mag`),
    or: words(`oder, noch`),
  },
};

function words(list: string): readonly string[] {
  return list.split(',').map((phrase) => phrase.trim().replace(/\s+/g, ' '));
}
