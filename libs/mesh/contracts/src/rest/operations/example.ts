/** The things that the examples are about, so that one leads to the next: a shop's clients, some of whom leave. */
export const example = {
  dataset_id: '01a1fe45-594d-73d5-a561-f6b27c725ffb',
  job_id: '01a1fe45-b0e3-7720-8929-e43f8b6a247f',
  model_id: '01a1fe45-b833-7667-82c9-a14ed276927a',
  prediction_id: '01a1fe45-bb4e-7bf9-939c-b91724d13368',
  alert_id: '01a1fe45-c67e-7738-8550-2a253f1e1f94',
  retraining_id: '01a1fe45-c7a6-7267-9a8c-0316b53df53a',
  view_id: '01a1fe45-d655-71c7-b433-fbf7ac5eab3d',
  training_set_id: '01a1fe45-e0a1-7b6e-8f20-5d1c0f3d9a77',
  key_id: '01a1fe45-ad94-761e-97c6-5e4f5768acf0',
  at: '2026-11-21T13:22:00.141Z',
  later: '2026-11-21T13:22:24.436Z',
  digest: 'sha256:f204db2c753b0937caac3cb35258562c14f073e4bbc76be24b4c51ce22767a93',
  csv: 'client_id,age,visits,basket,city,tier,churned\nC000000,31,4,52.5,Paris,silver,yes\nC000001,,22,140,Milan,platinum,no\n',
  features: { client_id: 'C000000', age: 31, visits: 4, basket: 52.5, city: 'Paris', tier: 'silver' },
  metrics: {
    accuracy: 0.8433,
    precision: 0.8312,
    recall: 0.8279,
    f1: 0.8295,
    roc_auc: 0.9116,
    log_loss: 0.3745,
    confusion_matrix: [
      [148, 25],
      [22, 105],
    ],
  },
} as const;
