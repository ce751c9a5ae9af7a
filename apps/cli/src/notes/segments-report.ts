import { type ClientSegment, type ClientSegmentation, generatedLabelsWarning, type LabelsOrigin, type Segment } from '@atelier/learning';
import { type Cell, table } from '../terminal/table.js';

interface ReportContext {
  readonly out: string;
  /** The segments were made before, of other clients. */
  readonly model?: string;
  readonly labels?: LabelsOrigin;
  readonly remarks: readonly string[];
}

/** Mean silhouettes above this tell of clusters that lie apart (Kaufman and Rousseeuw 1990, ch. 2: below .25 no substantial structure). */
const apart = 0.25;
/** Hennig 2007: a segment below it is not found again. */
const foundAgain = 0.6;

/** Segments as one reads them at a terminal. */
export function segmentsReport(segmentation: ClientSegmentation, clients: readonly ClientSegment[], context: ReportContext): string {
  const counts = segmentation.segments.map(({ segment }) => clients.filter((client) => client.segment === segment).length);
  const blocks = context.model
    ? [assignedTable(segmentation, counts)]
    : [profileTable(segmentation), curveLine(segmentation), ...profiles(segmentation)];
  return [
    `${clients.length.toLocaleString('en-US')} clients in ${counts.length} segments${context.model ? ` of ${context.model}` : ''}`,
    ...(context.labels?.source === 'generated' ? [generatedLabelsWarning] : []),
    ...blocks,
    ...(context.remarks.length > 0 ? [['Of the files:', ...context.remarks.map((line) => `  ${line}`)].join('\n')] : []),
    `Written to ${context.out}`,
  ].join('\n\n');
}

function assignedTable({ segments }: ClientSegmentation, counts: readonly number[]): string {
  return table(
    ['segment', 'name', 'clients'],
    segments.map(({ segment, name }, i) => [String(segment), name, counts[i]]),
  );
}

function profileTable({ segments }: ClientSegmentation): string {
  const percent = (share?: number) => (share === undefined ? undefined : Math.round(share * 1000) / 10);
  const columns: readonly (readonly [string, (segment: Segment) => Cell])[] = [
    ['segment', ({ segment }) => String(segment)],
    ['name', ({ name }) => name],
    ['clients', ({ clients }) => clients],
    ['% of all', ({ share }) => percent(share)],
    ['% bought', ({ purchased }) => percent(purchased?.share)],
    ['% left', ({ churned }) => percent(churned?.share)],
    ['median value', ({ lifetimeValue }) => lifetimeValue && Math.round(lifetimeValue.median)],
    ['stability', ({ stability }) => Number(stability.toFixed(2))],
  ];
  const told = columns.filter(([, of]) => segments.some((segment) => of(segment) !== undefined));
  return table(
    told.map(([heading]) => heading),
    segments.map((segment) => told.map(([, of]) => of(segment))),
  );
}

function curveLine({ curve, silhouette, stability, segments }: ClientSegmentation): string {
  const tried = curve.map(({ clusters, silhouette: value }) => `${clusters}: ${value.toFixed(3)}`).join('  ');
  const structure = silhouette < apart ? 'segments shade into each other' : 'segments lie apart';
  const frail = segments.filter((each) => each.stability < foundAgain).map(({ segment }) => segment);
  const lasting = frail.length > 0 ? `; not found again reliably: segment ${frail.join(', ')}` : '';
  return [
    `Mean silhouette by number of segments  ${tried}`,
    `Silhouette ${silhouette.toFixed(3)}: ${structure}. Fitted again to clients drawn anew, agreement (adjusted Rand) is ${stability.toFixed(2)}${lasting}.`,
  ].join('\n');
}

function profiles({ segments }: ClientSegmentation): string[] {
  return segments.map(({ segment, name, words, exemplars }) =>
    [`${segment}. ${name}`, ...words.map((sentence) => `   ${sentence}`), `   Such as: ${exemplars.join(', ')}.`].join('\n'),
  );
}
