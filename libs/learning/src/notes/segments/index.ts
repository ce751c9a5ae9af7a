export { type ClientSegment, ClientSegmentation, type Segment } from './client-segmentation.js';
export { segmentClients, type SegmentOptions } from './segment-clients.js';
export type {
  ClientOutcome,
  ConceptProfile,
  LanguageShare,
  SegmentNumbers,
  ShareProfile,
  ValueProfile,
} from './segment-profiles.js';
