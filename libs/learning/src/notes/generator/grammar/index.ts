import type { Language } from '../../lexicon/lexicon.js';
import { de } from './de.js';
import { en } from './en.js';
import { es } from './es.js';
import { fr } from './fr.js';
import type { Grammar } from './grammar.js';
import { it } from './it.js';

export const grammars: Readonly<Record<Language, Grammar>> = { en, fr, it, es, de };
