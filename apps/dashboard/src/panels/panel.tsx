import { ProblemError } from '@atelier/sdk';
import { Alert, Badge, Card, Skeleton, Table, Text, Title } from '@mantine/core';
import type { UseQueryResult } from '@tanstack/react-query';
import type { ReactNode } from 'react';

interface PanelProps<T> {
  readonly title: string;
  readonly query: UseQueryResult<readonly T[]>;
  readonly headings: readonly string[];
  readonly empty: string;
  readonly rowKey: (item: T) => string;
  readonly row: (item: T) => readonly ReactNode[];
}

/** A titled table with its waiting, empty and failed states. */
export function Panel<T>({ title, query, headings, empty, rowKey, row }: PanelProps<T>) {
  return (
    <Card withBorder>
      <Title order={2} size="h4" mb="sm">
        {title}
      </Title>
      {query.isError && (
        <Alert color="red" title="No answer">
          {query.error instanceof ProblemError ? `${query.error.problem.detail} ${query.error.problem.help}` : query.error.message}
        </Alert>
      )}
      {query.isPending && <Skeleton height={60} />}
      {query.data?.length === 0 && <Text c="dimmed">{empty}</Text>}
      {query.data !== undefined && query.data.length > 0 && (
        <Table.ScrollContainer minWidth={760}>
          <Table striped verticalSpacing="xs">
            <Table.Thead>
              <Table.Tr>
                {headings.map((heading) => (
                  <Table.Th key={heading}>{heading}</Table.Th>
                ))}
              </Table.Tr>
            </Table.Thead>
            <Table.Tbody>
              {query.data.map((item) => (
                <Table.Tr key={rowKey(item)}>
                  {row(item).map((cell, i) => (
                    <Table.Td key={headings[i]}>{cell}</Table.Td>
                  ))}
                </Table.Tr>
              ))}
            </Table.Tbody>
          </Table>
        </Table.ScrollContainer>
      )}
    </Card>
  );
}

/** A word in colour that is never cut off. */
export function Mark({ color, children }: { readonly color: string; readonly children: string }) {
  return (
    <Badge color={color} miw="max-content">
      {children}
    </Badge>
  );
}

/** An id, whole, so that it can be copied into a command. */
export function Id({ children }: { readonly children: string }) {
  return (
    <Text size="xs" ff="monospace" style={{ whiteSpace: 'nowrap' }}>
      {children}
    </Text>
  );
}

export function time(iso: string | null): string {
  return iso === null ? '–' : new Date(iso).toLocaleString();
}
