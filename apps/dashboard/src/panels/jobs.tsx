import type { AtelierClient } from '@atelier/sdk';
import { useQuery } from '@tanstack/react-query';
import { Id, Mark, Panel, time } from './panel.js';

const colours: Record<string, string> = { completed: 'green', running: 'blue', pending: 'gray', failed: 'red', cancelled: 'orange' };

export function JobsPanel({ client }: { readonly client: AtelierClient }) {
  const query = useQuery({ queryKey: ['jobs'], queryFn: () => client.training.jobs() });
  return (
    <Panel
      title="Training jobs"
      query={query}
      headings={['Algorithm', 'Target', 'Status', 'Started', 'Ended', 'Job']}
      empty="None yet. Train one: atelier train DATASET --target column --task classification --algorithm lightgbm"
      rowKey={({ job_id }) => job_id}
      row={({ job_id, algorithm, target_column, status, created_at, completed_at }) => [
        algorithm,
        target_column,
        <Mark key="status" color={colours[status]}>
          {status}
        </Mark>,
        time(created_at),
        time(completed_at),
        <Id key="job">{job_id}</Id>,
      ]}
    />
  );
}
