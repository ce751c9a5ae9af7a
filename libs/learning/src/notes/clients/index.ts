export { clientText, type DatedNote, notesOf } from './client-text.js';
export { type ClientNote, clientTexts } from './client-texts.js';
export { ClientReader, type ClientReading } from './client-reading.js';
export { generatedLabelsWarning, labelRules, type LabelsOrigin } from './labels-origin.js';
export { lexiconFingerprint, type LexiconReference } from './lexicon-reference.js';
export { clientElite, clientFast, clientFull, type ClientOptions } from './presets.js';
