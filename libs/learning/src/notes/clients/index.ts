export { clientText, type DatedNote, notesOf } from './client-text.js';
export { type ClientNote, clientTexts } from './client-texts.js';
export { ClientReader, type ClientReading } from './client-reading.js';
export {
  type FiredRule,
  type GeneratedClient,
  type GeneratedLabels,
  generateLabels,
  type UnlabelledClient,
} from './labels/generate-labels.js';
export { type LabelRule, labelRules, type LabelTarget, startingPoints } from './labels/label-rules.js';
export {
  generatedLabelsWarning,
  labelRulesVersion,
  type LabelsOrigin,
  originColumn,
  originText,
  parseOrigin,
} from './labels/labels-origin.js';
export { lexiconFingerprint, type LexiconReference } from './lexicon-reference.js';
export { clientElite, clientFast, clientFull, type ClientOptions } from './presets.js';
export { type ClientLabelsRead, labelColumns, LabelsReader, type LabelsRead } from './reading/labels-reader.js';
export { faultText, type NoteFault, type NoteFaultKind, noteFaultKinds, type NoteFaults } from './reading/note-faults.js';
export { fewestNotes, NotesReader, type NotesRead, requireNotes } from './reading/notes-reader.js';
export { readLexiconFile } from './reading/read-lexicon-file.js';
export {
  type ClientExplanation,
  type ClientReason,
  explainClient,
  explanationInWords,
  type ScoreRows,
  type WordingOptions,
} from './words/explain-client.js';
