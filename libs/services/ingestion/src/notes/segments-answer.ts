import type { SegmentsMade } from '@atelier/contracts';
import type { ClientSegment, ClientSegmentation, ConceptProfile, Segment, ShareProfile } from '@atelier/learning';

export type SegmentsAnswer = Omit<SegmentsMade, 'status' | 'dataset_id' | 'name' | 'clients'>;

/** Segments as the API tells of them; `placed` are the clients of the dataset. */
export function segmentsAnswer(
  { segments, silhouette, stability, curve }: ClientSegmentation,
  placed: readonly ClientSegment[],
  labels: SegmentsAnswer['labels'],
): SegmentsAnswer {
  return {
    segments: segments.map((segment) => segmentAnswer(segment, placed.filter((client) => client.segment === segment.segment).length)),
    silhouette,
    stability,
    curve: curve.map(({ clusters, daviesBouldin, ...tried }) => ({
      segments: clusters,
      silhouette: tried.silhouette,
      davies_bouldin: daviesBouldin,
      inertia: tried.inertia,
    })),
    labels,
  };
}

function segmentAnswer(segment: Segment, assigned: number): SegmentsAnswer['segments'][number] {
  const {
    notesPerClient,
    conceptsPerClient,
    concepts,
    seldom,
    languages,
    purchased,
    churned,
    lifetimeValue: value,
    exemplars,
    words,
    ...own
  } = segment;
  return {
    segment: own.segment,
    name: own.name,
    words: [...words],
    clients: own.clients,
    share: own.share,
    notes_per_client: notesPerClient,
    concepts_per_client: conceptsPerClient,
    concepts: concepts.map(conceptAnswer),
    seldom: seldom.map(conceptAnswer),
    languages: languages.map(({ language, share, allShare }) => ({ language, share, all_share: allShare })),
    ...(purchased && { purchased: shareAnswer(purchased) }),
    ...(churned && { churned: shareAnswer(churned) }),
    ...(value && {
      lifetime_value: {
        mean: value.mean,
        median: value.median,
        all_mean: value.allMean,
        all_median: value.allMedian,
        p_value: value.pValue,
      },
    }),
    stability: own.stability,
    exemplars: [...exemplars],
    assigned,
  };
}

function shareAnswer({ clients, share, allShare, lift, pValue }: ShareProfile) {
  return { clients, share, all_share: allShare, lift, p_value: pValue };
}

function conceptAnswer({ concept, ...profile }: ConceptProfile) {
  return { concept, ...shareAnswer(profile) };
}
