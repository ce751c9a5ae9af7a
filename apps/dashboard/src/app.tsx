import { Button, Container, Group, Stack, Text, Title } from '@mantine/core';
import { useMemo, useState } from 'react';
import { AlertsPanel } from './panels/alerts.js';
import { DatasetsPanel } from './panels/datasets.js';
import { JobsPanel } from './panels/jobs.js';
import { ModelsPanel } from './panels/models.js';
import { clientOf, forgetKey, keyOfTab, rememberKey } from './session.js';
import { SignIn } from './sign-in.js';

/** One page: what is there, what is running, what is served, how it is doing. */
export function App() {
  const [key, setKey] = useState(keyOfTab);
  const client = useMemo(() => (key === null ? null : clientOf(key)), [key]);
  const signIn = (given: string) => {
    rememberKey(given);
    setKey(given.trim());
  };
  const signOut = () => {
    forgetKey();
    setKey(null);
  };
  if (client === null) return <SignIn onKey={signIn} />;
  return (
    <Container size="lg" py="lg">
      <Stack gap="xl">
        <Group justify="space-between">
          <div>
            <Title order={1}>Atelier</Title>
            <Text c="dimmed">Tables in, watched models out</Text>
          </div>
          <Button variant="subtle" onClick={signOut}>
            Sign out
          </Button>
        </Group>
        <ModelsPanel client={client} />
        <AlertsPanel client={client} />
        <JobsPanel client={client} />
        <DatasetsPanel client={client} />
      </Stack>
    </Container>
  );
}
