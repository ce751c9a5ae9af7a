import type { AtelierClient } from '@atelier/sdk';
import { useQuery } from '@tanstack/react-query';
import { Mark, Panel, time } from './panel.js';

const colours: Record<string, string> = { LOW: 'gray', MEDIUM: 'yellow', HIGH: 'orange', CRITICAL: 'red' };

export function AlertsPanel({ client }: { readonly client: AtelierClient }) {
  const query = useQuery({ queryKey: ['alerts'], queryFn: () => client.monitoring.alerts() });
  return (
    <Panel
      title="Alerts"
      query={query}
      headings={['Severity', 'Kind', 'Model', 'What was found', 'When']}
      empty="None."
      rowKey={({ alert_id }) => alert_id}
      row={({ severity, kind, model_name, message, at }) => [
        <Mark key="severity" color={colours[severity]}>
          {severity}
        </Mark>,
        kind.replaceAll('_', ' '),
        model_name,
        message,
        time(at),
      ]}
    />
  );
}
