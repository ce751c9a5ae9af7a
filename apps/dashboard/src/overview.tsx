import { ProblemError } from '@atelier/sdk';
import { Button, Container, Group, Stack, Text, Title } from '@mantine/core';
import { QueryCache, QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { AlertsPanel } from './panels/alerts.js';
import { DatasetsPanel } from './panels/datasets.js';
import { JobsPanel } from './panels/jobs.js';
import { ModelsPanel } from './panels/models.js';
import { clientOf } from './session.js';

interface OverviewProps {
  readonly apiKey: string;
  readonly onSignOut: () => void;
  readonly onRefused: (reason: string) => void;
}

/** One page: what is there, what is running, what is served, how it is doing. What was read with a key is forgotten with it. */
export function Overview({ apiKey, onSignOut, onRefused }: OverviewProps) {
  const [client] = useState(() => clientOf(apiKey));
  const [queries] = useState(() => {
    const onError = (error: Error) => {
      if (error instanceof ProblemError && error.status === 401) onRefused(error.problem.detail);
    };
    return new QueryClient({
      queryCache: new QueryCache({ onError }),
      defaultOptions: { queries: { refetchInterval: 2000, retry: false } },
    });
  });
  useEffect(() => () => queries.clear(), [queries]);
  return (
    <QueryClientProvider client={queries}>
      <Container size="lg" py="lg">
        <Stack gap="xl">
          <Group justify="space-between">
            <div>
              <Title order={1}>Atelier</Title>
              <Text c="dimmed">Tables in, watched models out</Text>
            </div>
            <Button variant="subtle" onClick={onSignOut}>
              Sign out
            </Button>
          </Group>
          <ModelsPanel client={client} />
          <AlertsPanel client={client} />
          <JobsPanel client={client} />
          <DatasetsPanel client={client} />
        </Stack>
      </Container>
    </QueryClientProvider>
  );
}
