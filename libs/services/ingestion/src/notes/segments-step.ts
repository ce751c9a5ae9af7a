/** The step of datasets of segments; the segments themselves are what was learned in it. */
export const segmentsStep = 'segment_clients';
