/** The languages that notes are understood in. */
export const languages = ['en', 'fr', 'it', 'es', 'de'] as const;
export type Language = (typeof languages)[number];

export function isLanguage(value: unknown): value is Language {
  return languages.includes(value as Language);
}

/** Something for each language. */
export function byLanguage<T>(of: (language: Language) => T): Readonly<Record<Language, T>> {
  return { en: of('en'), fr: of('fr'), it: of('it'), es: of('es'), de: of('de') };
}

/** Something that a note can speak of. */
export interface Concept {
  readonly id: string;
  readonly label: string;
  /** The kind it belongs to: product, colour, budget … */
  readonly bucket: string;
  /** How advisers write it, by language. */
  readonly aliases: Readonly<Partial<Record<Language, readonly string[]>>>;
  /** Concepts that it is a kind of; never itself, however far up. */
  readonly parents?: readonly string[];
}

export interface Lexicon {
  readonly concepts: readonly Concept[];
}
