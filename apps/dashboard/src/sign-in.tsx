import { Alert, Button, Code, Container, PasswordInput, Stack, Text, Title } from '@mantine/core';
import { useState } from 'react';

interface SignInProps {
  readonly onKey: (key: string) => void;
  /** Why the key before was refused. */
  readonly refusal: string | null;
}

/** Asks for an API key; it stays in this tab. */
export function SignIn({ onKey, refusal }: SignInProps) {
  const [key, setKey] = useState('');
  return (
    <Container size="xs" py="xl">
      <form
        onSubmit={(event) => {
          event.preventDefault();
          if (key.trim() !== '') onKey(key);
        }}
      >
        <Stack>
          <Title order={1}>Atelier</Title>
          <Text>
            Sign in with an API key. The first one is in the platform's home folder: <Code>cat .atelier/api-key</Code>
          </Text>
          {refusal !== null && (
            <Alert color="red" title="The key was refused">
              {refusal} Sign in with another one.
            </Alert>
          )}
          <PasswordInput label="API key" value={key} onChange={(event) => setKey(event.currentTarget.value)} autoFocus />
          <Button type="submit" disabled={key.trim() === ''}>
            Sign in
          </Button>
        </Stack>
      </form>
    </Container>
  );
}
