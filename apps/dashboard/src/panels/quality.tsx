import type { DatasetQuality, QualityFinding } from '@atelier/contracts';
import type { AtelierClient } from '@atelier/sdk';
import { ProblemError } from '@atelier/sdk';
import { Alert, Code, Drawer, Group, Progress, Skeleton, Stack, Table, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Mark } from './panel.js';

interface QualityDrawerProps {
  readonly client: AtelierClient;
  /** null: closed. */
  readonly datasetId: string | null;
  readonly onClose: () => void;
}

const colours = { error: 'red', warning: 'orange', note: 'gray' } as const;

/** What is wrong with a table, which rows show it, and what can be done. Measured when it is first looked at. */
export function QualityDrawer({ client, datasetId, onClose }: QualityDrawerProps) {
  const { data, error, isPending } = useQuery({
    queryKey: ['quality', datasetId],
    queryFn: () => client.datasets.quality(datasetId ?? ''),
    enabled: datasetId !== null,
    refetchInterval: false,
    staleTime: Number.POSITIVE_INFINITY,
  });
  return (
    <Drawer opened={datasetId !== null} onClose={onClose} position="right" size="xl" title={data ? `Quality of ${data.name}` : 'Quality'}>
      {error && (
        <Alert color="red" title="No answer">
          {error instanceof ProblemError ? `${error.problem.detail} ${error.problem.help}` : error.message}
        </Alert>
      )}
      {isPending && datasetId !== null && <Skeleton height={120} />}
      {data && <Report quality={data} />}
    </Drawer>
  );
}

function Report({ quality }: { readonly quality: DatasetQuality }) {
  const { score, completeness, consistency, validity, findings } = quality;
  return (
    <Stack>
      <Text size="xl" fw={700}>
        {score.toFixed(1)} of 100
      </Text>
      {Object.entries({ Completeness: completeness, Consistency: consistency, Validity: validity }).map(([name, value]) => (
        <Group key={name} wrap="nowrap">
          <Text w={120}>{name}</Text>
          <Progress value={value} color={value >= 90 ? 'green' : value >= 70 ? 'orange' : 'red'} flex={1} aria-label={name} />
          <Text w={48} ta="right">
            {value.toFixed(1)}
          </Text>
        </Group>
      ))}
      {findings.length === 0 && <Text c="dimmed">No flaw was found.</Text>}
      {findings.map((finding) => (
        <Finding key={`${finding.kind} ${finding.columns.join()} ${finding.message}`} finding={finding} />
      ))}
    </Stack>
  );
}

function Finding({ finding: { severity, message, examples, recommendation } }: { readonly finding: QualityFinding }) {
  return (
    <Stack gap={4}>
      <Group gap="xs" align="flex-start" wrap="nowrap">
        <Mark color={colours[severity]}>{severity}</Mark>
        <Text style={{ overflowWrap: 'anywhere' }}>{message}</Text>
      </Group>
      {examples.length > 0 && <Examples examples={examples} />}
      {recommendation && (
        <>
          <Text size="sm" c="dimmed">
            {recommendation.message}
          </Text>
          <Code block>{`${recommendation.method} ${recommendation.path}\n${JSON.stringify(recommendation.body).slice(0, 600)}`}</Code>
        </>
      )}
    </Stack>
  );
}

function Examples({ examples }: { readonly examples: QualityFinding['examples'] }) {
  const names = Object.keys(examples[0].values);
  return (
    <Table.ScrollContainer minWidth={200}>
      <Table verticalSpacing={2} fz="xs">
        <Table.Thead>
          <Table.Tr>
            <Table.Th>row</Table.Th>
            {names.map((name) => (
              <Table.Th key={name}>{name}</Table.Th>
            ))}
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {examples.map(({ row, values }) => (
            <Table.Tr key={row}>
              <Table.Td>{row}</Table.Td>
              {names.map((name) => (
                <Table.Td key={name}>{values[name] === null ? '–' : String(values[name])}</Table.Td>
              ))}
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </Table.ScrollContainer>
  );
}
