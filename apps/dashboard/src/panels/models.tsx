import type { DeployedModel } from '@atelier/contracts';
import type { AtelierClient } from '@atelier/sdk';
import { Group, Progress, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Mark, Panel, time } from './panel.js';

const colours: Record<string, string> = { production: 'green', staged: 'blue', archived: 'gray', training: 'yellow' };

export function ModelsPanel({ client }: { readonly client: AtelierClient }) {
  const query = useQuery({ queryKey: ['models'], queryFn: () => client.models.deployed() });
  return (
    <Panel
      title="Models"
      query={query}
      headings={['Name', 'Version', 'Stage', 'Algorithm', 'Metric', 'Health', 'Created']}
      empty="None yet. Deploy a training job: atelier deploy JOB --name churn --promote"
      rowKey={({ model_id }) => model_id}
      row={(model) => [
        model.name,
        model.version,
        <Mark key="stage" color={colours[model.status]}>
          {model.status}
        </Mark>,
        model.algorithm,
        mainMetric(model),
        <Health key="health" client={client} model={model} />,
        time(model.created_at),
      ]}
    />
  );
}

function Health({ client, model }: { readonly client: AtelierClient; readonly model: DeployedModel }) {
  const { data } = useQuery({
    queryKey: ['health', model.model_id],
    queryFn: () => client.monitoring.health(model.model_id),
    enabled: model.status === 'production',
  });
  if (!data) return <Text c="dimmed">–</Text>;
  const score = Math.round(data.health_score);
  return (
    <Group gap="xs" wrap="nowrap">
      <Progress value={score} color={score >= 80 ? 'green' : score >= 50 ? 'yellow' : 'red'} w={80} aria-label="health" />
      <Text size="sm">{score}</Text>
    </Group>
  );
}

/** The first of the metrics that one looks at first. */
function mainMetric({ metrics }: DeployedModel): string {
  const name = ['roc_auc', 'accuracy', 'r2', 'rmse'].find((metric) => typeof metrics[metric] === 'number');
  return name === undefined ? '–' : `${name} ${Number(metrics[name]).toFixed(3)}`;
}
