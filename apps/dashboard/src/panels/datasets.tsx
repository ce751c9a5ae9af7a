import type { AtelierClient } from '@atelier/sdk';
import { useQuery } from '@tanstack/react-query';
import { Id, Panel, time } from './panel.js';

export function DatasetsPanel({ client }: { readonly client: AtelierClient }) {
  const query = useQuery({ queryKey: ['datasets'], queryFn: () => client.datasets.list() });
  return (
    <Panel
      title="Datasets"
      query={query}
      headings={['Name', 'Rows', 'Columns', 'Target', 'Uploaded', 'Dataset']}
      empty="None yet. Upload one: atelier upload my.csv --target column"
      rowKey={({ dataset_id }) => dataset_id}
      row={({ dataset_id, name, rows, columns, target_column, created_at }) => [
        name,
        rows.toLocaleString(),
        columns,
        target_column ?? '–',
        time(created_at),
        <Id key="dataset">{dataset_id}</Id>,
      ]}
    />
  );
}
