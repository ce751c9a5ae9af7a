import type { AtelierClient } from '@atelier/sdk';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { Button } from '@mantine/core';
import { Id, Panel, time } from './panel.js';
import { QualityDrawer } from './quality.js';

export function DatasetsPanel({ client }: { readonly client: AtelierClient }) {
  const query = useQuery({ queryKey: ['datasets'], queryFn: () => client.datasets.list() });
  const [shown, setShown] = useState<string | null>(null);
  return (
    <>
      <Panel
        title="Datasets"
        query={query}
        headings={['Name', 'Rows', 'Columns', 'Target', 'Uploaded', 'Dataset', 'Quality']}
        empty="None yet. Upload one: atelier upload my.csv --target column"
        rowKey={({ dataset_id }) => dataset_id}
        row={({ dataset_id, name, rows, columns, target_column, created_at }) => [
          name,
          rows.toLocaleString(),
          columns,
          target_column ?? '–',
          time(created_at),
          <Id key="dataset">{dataset_id}</Id>,
          <Button key="quality" size="compact-xs" variant="light" aria-label={`Quality of ${name}`} onClick={() => setShown(dataset_id)}>
            Look
          </Button>,
        ]}
      />
      <QualityDrawer client={client} datasetId={shown} onClose={() => setShown(null)} />
    </>
  );
}
