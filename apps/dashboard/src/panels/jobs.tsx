import type { AtelierClient } from '@atelier/sdk';
import { Badge } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Panel, time } from './panel.js';

const colours: Record<string, string> = { completed: 'green', running: 'blue', pending: 'gray', failed: 'red', cancelled: 'orange' };

export function JobsPanel({ client }: { readonly client: AtelierClient }) {
  const query = useQuery({ queryKey: ['jobs'], queryFn: () => client.training.jobs() });
  return (
    <Panel
      title="Training jobs"
      query={query}
      headings={['Job', 'Algorithm', 'Target', 'Status', 'Started', 'Ended']}
      empty="None yet."
      rowKey={({ job_id }) => job_id}
      row={({ job_id, algorithm, target_column, status, created_at, completed_at }) => [
        job_id.slice(0, 8),
        algorithm,
        target_column,
        <Badge key="status" color={colours[status]}>
          {status}
        </Badge>,
        time(created_at),
        time(completed_at),
      ]}
    />
  );
}
